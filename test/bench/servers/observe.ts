import connectOpenAi from '../../../src/backends/openai/backend.js';
import { backendSpec, type OpenAiSettings } from '../../../src/backends/spec.js';
import { parseConfig } from '../../../src/benchmark/config.js';
import { runBenchmark } from '../../../src/benchmark/run.js';
import { asError } from '../../../src/errors.js';
import { backendTarget } from '../../../src/load/backend-target.js';
import type { LoadReport } from '../../../src/load/load-report.js';
import { runLoad } from '../../../src/load/run-load.js';
import type { LogRow } from '../../../src/results/schema.js';
import { launchHere } from '../../benchmark/instant-backend.js';
import type { Amount } from './amount.js';
import { type Passed, recordingProxy } from './recording-proxy.js';
import { type ServerTtft, ttftBetween } from './server-ttft.js';

/** A server that is up. */
export interface Subject {
  readonly name: string;
  /** Without `/v1`. */
  readonly url: string;
  readonly model: string;
  /** To count by, where the server does not. */
  readonly tokenizer?: string;
}

/** Rows of a run, or why there are none. */
export interface Measured {
  readonly rows: readonly LogRow[];
  readonly failed?: string;
}

/** A load, by both sides. */
export interface MeasuredLoad extends Measured {
  readonly report?: LoadReport;
  /** By the server's own histogram. */
  readonly serverTtft: ServerTtft | null;
}

/** All that a server was seen to do: what claims are judged by. */
export interface Observed {
  /** Each way in two blocks, the server's cache as it is. */
  readonly asIs: Measured;
  /** What was sent for that, warm-up included. */
  readonly passed: readonly Passed[];
  readonly cold: Measured;
  readonly warm: Measured;
  readonly chat: Measured;
  readonly load: MeasuredLoad;
  /** More users at once than it likely serves. */
  readonly crowd: MeasuredLoad;
}

/** Runs and loads our tool on a server, as its users do; a slow one takes minutes. */
export async function observe(subject: Subject, amount: Amount): Promise<Observed> {
  const proxy = await recordingProxy(subject.url);
  const asIs = await run({ ...subject, url: proxy.url }, amount, { repeats: 2 });
  proxy.close();
  const streams = { ways: ['stream'], repeats: 1 };
  return {
    asIs,
    passed: proxy.passed,
    cold: await run(subject, amount, { ...streams, prefixCache: 'cold' }),
    warm: await run(subject, amount, { ...streams, prefixCache: 'warm' }),
    chat: await run(subject, amount, { ...streams, promptLimit: 2 }, 'chat'),
    load: await load(subject, amount, `constant:${amount.perSecond}`),
    crowd: await load(subject, amount, `closed:${amount.users}`),
  };
}

const specOf = ({ url, model, tokenizer }: Subject, api: OpenAiSettings['api'] = 'completions') =>
  backendSpec.parse({ backend: 'openai', model, openai: { baseUrl: `${url}/v1`, api, tokenizer } });

/** A matrix in this process, which only waits: what a process of its own would add is not asked here. */
async function run(
  subject: Subject,
  { promptLimit, batchSize, maxNewTokens }: Amount,
  config: object,
  api?: OpenAiSettings['api'],
): Promise<Measured> {
  const backend = specOf(subject, api);
  const experiment = { backend, promptLimit, batchSizes: [batchSize], maxNewTokens, ...config };
  try {
    return await runBenchmark(parseConfig(experiment), { launch: launchHere, append: () => undefined });
  } catch (error) {
    return { rows: [], failed: asError(error).message };
  }
}

async function load(subject: Subject, amount: Amount, arrivals: string): Promise<MeasuredLoad> {
  const backend = await connectOpenAi(specOf(subject));
  const before = await backend.metrics?.();
  const { rows, reports } = await runLoad({
    target: backendTarget(backend),
    ways: ['continuous'],
    arrivals,
    durationMs: amount.loadMs,
    maxNewTokens: amount.maxNewTokens,
  });
  const serverTtft = ttftBetween(before ?? null, (await backend.metrics?.()) ?? null);
  await backend.close();
  return { rows, report: reports.continuous, serverTtft };
}
