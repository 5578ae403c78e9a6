import { randomUUID } from 'node:crypto';
import { nowMs } from '../clock.js';
import { type LoadReport, reportLoad } from '../http/load/report.js';
import { loadRows } from '../http/load/rows.js';
import { runLoad } from '../http/load/run.js';
import { openServerTarget } from '../http/load/server-target.js';
import { parseSlo } from '../http/load/slo.js';
import { findHighestRate, type SweepResult } from '../http/load/sweep.js';
import type { LoadRequest, Target } from '../http/load/target.js';
import { WAYS, type Way } from '../http/load/way.js';
import { log } from '../logging.js';
import { openLog } from '../results/log.js';
import { type Arrivals, parseArrivals } from '../workload/arrivals.js';
import { loadPrompts } from '../workload/prompts.js';
import { seededRandom, shuffled } from '../workload/random.js';
import { workloadHash } from '../workload/workload-hash.js';
import { optionName } from './arguments.js';
import { keyIn, type LoadFlags } from './load.js';
import { loadText, sweepText } from './load-text.js';
import { startLocalServer } from './local-server.js';
import { hashOf } from './served-spec.js';

/** Requests in flight when the last arrival has come get this long, ms. */
const DRAIN_MS = 30_000;
const SWEEP = { firstPerSecond: 2, wanted: 0.9, ratio: 1.15, min: 0.25, max: 512 };

/** Runs the load of each way, or sweeps it, and appends every request to the log. */
export async function load(flags: LoadFlags, signal: AbortSignal): Promise<void> {
  const slo = parseSlo(flags.slo);
  const arrivals = flags.arrivals === 'sweep' ? null : parseArrivals(flags.arrivals);
  const nextPrompt = requestsOf(flags);
  const local = flags.target === 'local' ? await startLocalServer(serveArguments(flags)) : null;
  try {
    const target = await openServerTarget(
      local?.url ?? flags.target,
      keyIn('--api-key-env', flags.apiKeyEnv),
    );
    const rows = await openLog(flags.out, { warn: (message) => log.warn(message) });
    const measure = measurer(flags, target, nextPrompt, slo, rows, signal);
    const answer: Record<string, LoadReport | SweepResult> = {};
    for (const way of waysOf(flags, target)) {
      answer[way] = arrivals
        ? await measure(way, arrivals)
        : await findHighestRate(async (perSecond) => {
            const report = await measure(way, { kind: 'poisson', perSecond });
            const kept = `${Math.round(100 * report.attainment)} % kept`;
            process.stderr.write(
              `${[`${way} ${perSecond.toFixed(2)}/s: ${kept}`, ...report.doubts].join('; ')}\n`,
            );
            return report.attainment;
          }, SWEEP);
    }
    await rows.close();
    if (flags.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    else
      process.stdout.write(
        arrivals
          ? loadText(answer as Record<string, LoadReport>)
          : sweepText(answer as Record<string, SweepResult>, flags.slo),
      );
  } finally {
    await local?.close();
  }
}

function measurer(
  flags: LoadFlags,
  target: Target,
  requestAt: (n: number) => LoadRequest,
  slo: ReturnType<typeof parseSlo>,
  log: { append(rows: ReturnType<typeof loadRows>): Promise<void> },
  signal: AbortSignal,
) {
  const { duration: durationMs, batchSize, seed, maxNewTokens, length } = flags;
  const runId = randomUUID();
  const wallClockOffsetMs = Date.now() - nowMs();
  const forceLength = length === 'forced';
  const ofWorkload = workloadHash(loadPrompts(flags.prompts), { maxNewTokens, forceLength });
  return async (way: Way, arrivals: Arrivals): Promise<LoadReport> => {
    const random = seededRandom(seed);
    const plan = { way, arrivals, durationMs, batchSize, drainMs: DRAIN_MS, requestAt, random };
    const result = await runLoad(plan, target, signal);
    signal.throwIfAborted();
    const name =
      arrivals.kind === 'closed' ? `closed:${arrivals.users}` : `${arrivals.kind}:${arrivals.perSecond}`;
    const configHash = hashOf({
      info: target.info,
      way,
      name,
      durationMs,
      batchSize,
      seed,
      maxNewTokens,
      length,
    });
    const hashes = { configHash, workloadHash: ofWorkload };
    const place = { runId, way, arrivals: name, seed, ...hashes, wallClockOffsetMs };
    await log.append(loadRows(result, target.info, place));
    return reportLoad(result, slo);
  };
}

/** The ways asked for, of those that the target has. */
function waysOf({ way }: LoadFlags, { info }: Target): Way[] {
  if (way !== 'all') return [way];
  return (Object.keys(WAYS) as Way[]).filter((name) => info.schedulers.includes(WAYS[name].scheduler));
}

/** The prompts of the file in seeded order, over and over. */
function requestsOf({ prompts, seed, maxNewTokens, length }: LoadFlags): (n: number) => LoadRequest {
  const order = shuffled(loadPrompts(prompts), seededRandom(seed));
  return (n) => {
    const { id, prompt } = order[n % order.length]!;
    return { promptId: id, prompt, maxNewTokens, forceLength: length === 'forced' };
  };
}

/** The options of the model, as they were given here. */
function serveArguments(flags: LoadFlags): string[] {
  const { backend, model, dtype, device, threads, mock } = flags;
  const { maxBatch, kvBudgetMb, prefillChunk, largePages } = flags;
  const { baseUrl, apiKeyEnv, api, tokenizer } = flags;
  const engine = { maxBatch, kvBudgetMb, prefillChunk, largePages };
  const remote = { baseUrl, apiKeyEnv, api, tokenizer };
  const options = { backend, model, dtype, device, threads, ...engine, ...remote, mock };
  return Object.entries(options).flatMap(([name, value]) => {
    const option = optionName(name);
    if (value === undefined) return [];
    return value === true ? [option] : [option, String(value)];
  });
}
