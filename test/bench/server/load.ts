/**
 * `npm run bench:load`: how fast the load client is itself, and how late it stamps. Against a mock server in another
 * process, whose own work between making a token and writing it is in the figure (users' tokens are written one by one), and
 * against a bare source that stamps each event just before its write: what is left there is the client's own error. Then
 * straight on an OpenAI-compatible server of known times, with 200 streams at once: an error of at most 1 ms in the time to first
 * token, and of 0.2 ms in what a row says of the gaps, is what is asked of it; single gaps stand beside it. Whatever the source is late with taking a request in counts as the
 * client's error there, and so does a busy machine: the cost in CPU time is the figure that says least of the neighbours.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import connectOpenAi from '../../../src/backends/openai/backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { backendTarget } from '../../../src/load/backend-target.js';
import { driveLoad } from '../../../src/load/drive-load.js';
import { reportLoad } from '../../../src/load/load-report.js';
import { startLocalServer } from '../../../src/load/local-server.js';
import { openServerTarget } from '../../../src/load/server-target.js';
import type { Target } from '../../../src/load/target.js';
import { percentile } from '../../../src/metrics/statistics/index.js';
import type { Arrivals } from '../../../src/workload/arrivals.js';
import { seededRandom } from '../../../src/workload/random.js';
import { benchCommand, isSmoke, parsed } from '../bench-command.js';
import { StampErrors } from './stamp-errors.js';

const command = benchCommand(
  'load',
  'How fast the load client is itself, against a mock server in another process.',
)
  .argument('[users]', 'closed loop', positiveInteger, 64)
  .argument('[step]', "the mock's decode step, ms", positiveInteger, 3)
  .argument('[seconds]', 'how long', positiveInteger, 10);
const asked = parsed<[number, number, number]>(command);
const [users, stepMs, seconds] = isSmoke(command) ? [2, 3, 1] : asked;

/** Of users who wait for their answers, as many at once all the time. */
const CLOSED = { arrivals: { kind: 'closed', users }, maxNewTokens: 256 } as const;

/** On a server of another kind: streams at once on average, the step of each, ms, and their tokens: enough gaps for a p95. */
const [STREAMS, STREAM_STEP_MS, TOKENS] = isSmoke(command) ? [20, 5, 8] : [200, 20, 80];
const perSecond = STREAMS / ((TOKENS * STREAM_STEP_MS) / 1000); // L = λW
const OPEN = { arrivals: { kind: 'poisson', perSecond }, maxNewTokens: TOKENS } as const;

async function loadOn(
  target: Target,
  { arrivals, maxNewTokens }: { arrivals: Arrivals; maxNewTokens: number } = CLOSED,
): Promise<Record<string, unknown>> {
  const cpu = process.cpuUsage();
  const result = await driveLoad(
    {
      way: 'continuous',
      arrivals,
      durationMs: seconds * 1000,
      batchSize: 1,
      drainMs: 10_000,
      requestAt: (n) => ({ promptId: `${n}`, prompt: `user ${n}`, maxNewTokens, forceLength: true }),
      random: seededRandom(1),
    },
    target,
    new AbortController().signal,
  );
  const { user, system } = process.cpuUsage(cpu);
  const { tokensPerSec, failed, requests, little } = reportLoad(result, {}, null);
  const lags = result.outcomes.flatMap(({ measures }) => measures.delivery_lag_ms ?? []);
  const at = (share: number) => percentile(lags, share)?.value.toFixed(3) ?? 'too few requests';
  return {
    tokensPerSec: Math.round(tokensPerSec),
    requests,
    failed,
    // of the requests' median lags; made and stamped by one clock
    lateMs: { median: at(0.5), p05: at(0.05), p95: at(0.95) },
    // of this process, whatever else the machine does
    cpuMicrosPerToken: ((user + system) / (requests * maxNewTokens)).toFixed(1),
    meanInFlight: Math.round(little.counted),
    littleDifference: little.difference,
  };
}

async function onMockServer(): Promise<object> {
  const server = await startLocalServer({ backend: 'mock', mock: `0,${stepMs}` });
  return loadOn(await openServerTarget(server.url)).finally(server.close);
}

/** A server of a file beside this one, in a process of its own. */
async function startSource(file: string, step: number) {
  const source = fork(fileURLToPath(new URL(file, import.meta.url)), [`${step}`]);
  const [port] = await once(source, 'message');
  return { url: `http://127.0.0.1:${port}`, close: () => source.disconnect() };
}

async function onBareSource(): Promise<object> {
  const { url, close } = await startSource('sse-source.ts', stepMs);
  return loadOn(await openServerTarget(url)).finally(close);
}

async function onOtherServer(): Promise<object> {
  const { url, close } = await startSource('openai-source.ts', STREAM_STEP_MS);
  const spec = backendSpec.parse({ backend: 'openai', model: 'm', openai: { baseUrl: `${url}/v1` } });
  const errors = new StampErrors();
  const { lateMs: _, ...measured } = await loadOn(
    errors.watching(backendTarget(await connectOpenAi(spec))),
    OPEN,
  ).finally(close);
  return { ...measured, ...errors.summary() };
}

async function main(): Promise<void> {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores; ${users} users, a token each ${stepMs} ms`);
  console.log('token made → stamped, through a server:', await onMockServer());
  console.log('event written → stamped, the client alone:', await onBareSource());
  console.log(
    `straight on an OpenAI-compatible server, ${STREAMS} streams, a token each ${STREAM_STEP_MS} ms:`,
    await onOtherServer(),
  );
}

void main();
