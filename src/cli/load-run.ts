import { randomUUID } from 'node:crypto';
import { loads } from '../analysis/ways/loads.js';
import { type Sustained, sustained } from '../analysis/ways/sustained.js';
import { nowMs } from '../clock.js';
import { findHighestRate } from '../load/highest-rate.js';
import { type LoadReport, reportLoad } from '../load/load-report.js';
import { loadRows } from '../load/load-rows.js';
import { runLoad } from '../load/run-load.js';
import { openServerTarget } from '../load/server-target.js';
import type { LoadRequest, Target } from '../load/target.js';
import { WAYS, type Way } from '../load/way.js';
import { log } from '../logging.js';
import { parseSlo, type Slo, SUSTAINED_SHARE } from '../metrics/slo.js';
import { openLog } from '../results/log.js';
import type { LogRow } from '../results/schema.js';
import { type Arrivals, parseArrivals } from '../workload/arrivals.js';
import { loadPrompts } from '../workload/prompts.js';
import { seededRandom, shuffled } from '../workload/random.js';
import { workloadHash } from '../workload/workload-hash.js';
import { keyIn } from './api-key.js';
import { optionName } from './arguments.js';
import type { LoadFlags } from './load-flags.js';
import { loadText, sweepText } from './load-text.js';
import { startLocalServer } from './local-server.js';
import { hashOf } from './served-spec.js';
import { weightsWarner } from './weights.js';

/** Requests in flight when the last arrival has come get this long, ms. */
const DRAIN_MS = 30_000;
const SWEEP = { firstPerSecond: 2, wanted: SUSTAINED_SHARE, ratio: 1.15, min: 0.25, max: 512 };

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
    weightsWarner()(target.info);
    const rows = await openLog(flags.out, { warn: (message) => log.warn(message) });
    const measure = measurer(flags, target, nextPrompt, slo, rows, signal);
    const ways = waysOf(flags, target);
    const answer = arrivals ? await one(ways, arrivals, measure) : await sweep(ways, slo, measure);
    await rows.close();
    process.stdout.write(flags.json ? `${JSON.stringify(answer.json, null, 2)}\n` : answer.text);
  } finally {
    await local?.close();
  }
}

/** What is told, to a program and to a person. */
interface Told {
  readonly json: unknown;
  readonly text: string;
}

interface MeasuredLoad {
  readonly report: LoadReport;
  readonly rows: readonly LogRow[];
}

type Measure = (way: Way, arrivals: Arrivals) => Promise<MeasuredLoad>;

async function one(ways: readonly Way[], arrivals: Arrivals, measure: Measure): Promise<Told> {
  const reports: Record<string, LoadReport> = {};
  for (const way of ways) reports[way] = (await measure(way, arrivals)).report;
  return { json: reports, text: loadText(reports) };
}

/** Searches by what each load's requests say, and answers by all their rows, as the notebook does. */
async function sweep(ways: readonly Way[], slo: Slo, measure: Measure): Promise<Told> {
  const answers: Record<string, Sustained> = {};
  for (const way of ways) {
    const rows: LogRow[] = [];
    const attainmentAt = async (perSecond: number) => {
      const { report, rows: more } = await measure(way, { kind: 'poisson', perSecond });
      rows.push(...more);
      const kept = `${Math.round(100 * report.attainment)} % kept`;
      process.stderr.write(`${[`${way} ${perSecond.toFixed(2)}/s: ${kept}`, ...report.doubts].join('; ')}\n`);
      return report.attainment;
    };
    await findHighestRate(attainmentAt, SWEEP);
    const [answer] = sustained(loads(rows, slo));
    if (answer) answers[way] = answer;
  }
  return { json: answers, text: sweepText(answers, slo) };
}

function measurer(
  flags: LoadFlags,
  target: Target,
  requestAt: (n: number) => LoadRequest,
  slo: Slo,
  log: { append(rows: ReturnType<typeof loadRows>): Promise<void> },
  signal: AbortSignal,
): Measure {
  const { duration: durationMs, batchSize, seed, maxNewTokens, length } = flags;
  const runId = randomUUID();
  const wallClockOffsetMs = Date.now() - nowMs();
  const forceLength = length === 'forced';
  const ofWorkload = workloadHash(loadPrompts(flags.prompts), { maxNewTokens, forceLength });
  return async (way, arrivals) => {
    const random = seededRandom(seed);
    const plan = { way, arrivals, durationMs, batchSize, drainMs: DRAIN_MS, requestAt, random };
    const result = await runLoad(plan, target, signal);
    signal.throwIfAborted();
    const name =
      arrivals.kind === 'closed' ? `closed:${arrivals.users}` : `${arrivals.kind}:${arrivals.perSecond}`;
    const { perplexityRatio: _, ...info } = target.info; // measured, not asked for
    const configHash = hashOf({
      info,
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
    const rows = loadRows(result, target.info, place);
    await log.append(rows);
    const perSecond = arrivals.kind === 'closed' ? null : arrivals.perSecond;
    return { report: reportLoad(result, slo, perSecond), rows };
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
