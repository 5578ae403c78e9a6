import { randomUUID } from 'node:crypto';
import { type Clock, nowMs } from '../clock.js';
import { BackendError } from '../errors.js';
import type { BackendInfo } from '../generation.js';
import { watchEnergy } from '../metrics/energy/watch-energy.js';
import type { InstrumentOffset } from '../results/instrument.js';
import type { LogRow } from '../results/schema.js';
import { loadPrompts, type Prompt } from '../workload/prompts.js';
import { workloadHash } from '../workload/workload-hash.js';
import { type BenchmarkConfig, configHash } from './config.js';
import { RunHistory } from './history.js';
import { planBlocks, planCells, plannedPrompts, type Trial } from './plan.js';
import { asksApart, type Cold, checkPrefixCache, coldOf } from './prefix-cache.js';
import { type Judge, Stopping } from './stopping.js';
import { type Launch, runTrial, type TrialContext } from './trial.js';
import { readText } from './validity/system.js';
import { validityWatch, type WatchTrial } from './validity/watch.js';

/** What it takes to run a matrix. */
export interface RunOptions {
  /** Starts a backend in a fresh process: once for each trial. */
  readonly launch: Launch;
  /** Keeps the rows of a trial that has ended. */
  readonly append: (rows: LogRow[]) => void | Promise<void>;
  /** Aborting it kills the trial under way; its rows are not kept. */
  readonly signal?: AbortSignal;
  /** Told as each trial begins and as each of its requests is served. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Told after every block what there is; where `until.decided` is set, its answer decides how long the run goes on. */
  readonly judge?: Judge;
  /** What time limits are read from. @internal */
  readonly clock?: Clock;
  /** Absent: a new one. */
  readonly runId?: string;
  /** Rows that an earlier, killed part of this run has left: their requests are not measured again. */
  readonly earlier?: readonly LogRow[];
  /** Looks out for what makes a trial doubtful; absent: the usual watch, of this machine. @internal */
  readonly watch?: WatchTrial;
  /** Counts the energy of a trial; absent: that of this machine. @internal */
  readonly watchEnergy?: typeof watchEnergy;
}

/** How far a run is. */
export interface RunProgress {
  readonly trial: Trial;
  /** Requests served so far, those of earlier trials included. */
  readonly servedRequests: number;
  /** Requests of the whole run; changes where it goes on until something is known. */
  readonly plannedRequests: number;
}

/** What a run has measured. */
export interface RunResult {
  /** The `run_id` of its rows. */
  readonly runId: string;
  /** One a request, in the order of the trials. */
  readonly rows: readonly LogRow[];
  /** How late tokens are stamped, where it was measured. */
  readonly instrument?: InstrumentOffset | null;
  /** What the backend says of itself, where one was launched. */
  readonly model?: BackendInfo;
}

/**
 * Runs the matrix, trial by trial, and hands over the rows of each trial as it ends.
 * @returns the rows of the whole run, `earlier` ones included.
 * @throws InputError for prompts or a model that do not exist; BackendError when a process cannot be started, or the
 *   very first warm-up fails;
 *   the reason of `signal` when it is aborted. Rows handed over before stay.
 * @example
 * ```ts
 * import { type LogRow, parseConfig, runBenchmark, spawnBackend } from 'streambatch';
 *
 * const kept: LogRow[] = [];
 * await runBenchmark(
 *   parseConfig({ backend: { backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } }, promptLimit: 1, batchSizes: [1], maxNewTokens: 2, repeats: 1 }),
 *   { launch: (spec, signal) => spawnBackend(spec, { signal }), append: (rows) => void kept.push(...rows) },
 * );
 * kept.map(({ mode, output_len }) => `${mode} ${output_len}`).sort(); // → ['batch 2', 'stream 2']
 * ```
 */
export async function runBenchmark(config: BenchmarkConfig, options: RunOptions): Promise<RunResult> {
  const { launch, append, signal = new AbortController().signal, onProgress = () => undefined } = options;
  checkPrefixCache(config);
  const history = new RunHistory(options.earlier);
  const { runId = randomUUID(), watch = validityWatch(readText, history.trials()) } = options;
  const cells = planCells(config).length;
  const prompts = loadPrompts(config.prompts);
  const { maxNewTokens, length } = config;
  const forceLength = length === 'forced';
  const planned = plannedPrompts(config, prompts);
  const cold = await coldOf(config, planned);
  const extra = askedBesides(config, cold);
  const ofWorkload = workloadHash(planned, { maxNewTokens, forceLength, extra });
  const stopping = new Stopping(config, options.judge, options.clock ?? nowMs);
  for (const trial of trialsToRun(config, prompts, history, stopping)) {
    const blocks = Math.max(stopping.plannedBlocks, trial.block + 1);
    const plannedRequests = cells * blocks * trial.prompts.length;
    let servedRequests = history.rows.length;
    const report = () => onProgress({ trial, servedRequests, plannedRequests });
    report();
    const onServed = () => {
      servedRequests++;
      report();
    };
    const context: TrialContext = {
      config,
      configHash: configHash(config),
      workloadHash: ofWorkload,
      runId,
      launch,
      clock: nowMs,
      signal,
      onServed,
      isFirst: history.rows.length === 0,
      cold: trial.cell.prefixCache === 'cold' ? cold : null,
      isSalted: cold?.by === 'salt',
      isApart: asksApart(cold),
      watch,
      watchEnergy: options.watchEnergy ?? watchEnergy,
    };
    await append(history.add(trial, await runTrial(trial, context)));
  }
  return { runId, rows: history.rows };
}

/** What else a server is told with every request: a chat without thinking is other work than one with it. */
function askedBesides({ backend: { openai } }: BenchmarkConfig, cold: Cold | null): object | undefined {
  const { extraBody, chatTemplateKwargs } = openai ?? {};
  const salted = cold?.by === 'salt' || undefined; // longer prompts are other work
  const asked = { extraBody, chatTemplateKwargs, salted };
  return Object.values(asked).some((value) => value !== undefined) ? asked : undefined;
}

/** Blocks until they are enough; of those that an earlier part of the run has begun, what is missing. */
function* trialsToRun(
  config: BenchmarkConfig,
  prompts: readonly Prompt[],
  history: RunHistory,
  stopping: Stopping,
): Generator<Trial> {
  for (const trials of planBlocks(config, prompts)) {
    const left = trials.filter((trial) => history.missing(trial).length > 0);
    const isBegun = trials.some((trial) => history.missing(trial).length < trial.prompts.length);
    const { block } = trials[0]!;
    if (block > 0 && !isBegun && stopping.isOver(block, history)) return;
    yield* left;
    if (left.length > 0) stopping.blockEnded();
  }
}

/** @throws BackendError when a request failed, saying how many and why the first did. */
export function throwIfFailed({ rows }: RunResult): void {
  const failed = rows.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  throw new BackendError(
    `${failed.length} of ${rows.length} requests failed (their rows are kept); the first: ${failed[0]!.error}`,
  );
}
