import type { ProcessBackend } from '../backends/process/process-backend.js';
import type { BackendSpec } from '../backends/spec.js';
import type { Clock } from '../clock.js';
import { asError, BackendError, InputError } from '../errors.js';
import type { BackendInfo, GenerateRequest } from '../generation.js';
import { NO_ENERGY, type watchEnergy } from '../metrics/energy/watch-energy.js';
import { NO_MEMORY, watchMemory } from '../metrics/process-memory.js';
import { type RequestMeasures, RequestRecorder } from '../metrics/recorder.js';
import { isShort, saturationOf } from '../metrics/saturation.js';
import { watchServer } from '../metrics/server/watch-server.js';
import { type Flag, flagged } from '../results/flags.js';
import { logRow, NO_TRIAL, type RowPlace, type TrialColumns } from '../results/row.js';
import type { LogRow } from '../results/schema.js';
import { familyName, type Way, wayColumns, wayLabel } from '../ways.js';
import type { BenchmarkConfig } from './config.js';
import { planCells, type Trial, trialId } from './plan.js';
import { type Cold, newSalt, priming, sameSalt, withCold, withSalt } from './prefix-cache.js';
import { type SentRequest, sendRequests } from './send-requests.js';
import type { WatchTrial } from './validity/watch.js';
import { warmUpRequests } from './warm-up.js';

/** Starts a backend in a fresh process. */
export type Launch = (spec: BackendSpec, signal: AbortSignal) => Promise<ProcessBackend>;

export interface TrialContext {
  readonly config: BenchmarkConfig;
  readonly configHash: string;
  readonly workloadHash: string;
  readonly runId: string;
  readonly launch: Launch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onServed: () => void;
  /** Nothing has been measured yet: a warm-up that fails ends the run, and not its trial alone. */
  readonly isFirst: boolean;
  /** Of a trial whose prompts the server is not to know: by what. */
  readonly cold: Cold | null;
  /** Some trials of the run begin each prompt with words that are new; the others then do with as many, to be equal work. */
  readonly isSalted: boolean;
  /** Each prompt is asked of a server by itself, batches too. */
  readonly isApart: boolean;
  readonly watch: WatchTrial;
  readonly watchEnergy: typeof watchEnergy;
}

/**
 * Runs one cell once over its prompts, in a fresh process: load, warm-up, then the measured part.
 * @returns one row per prompt; a process that dies, or a warm-up that fails, leaves failed rows.
 * @throws what `launch` throws; BackendError when the warm-up of the first trial fails; the reason of `signal` when it is aborted.
 */
export async function runTrial(trial: Trial, context: TrialContext): Promise<LogRow[]> {
  const { config, clock, launch, signal } = context;
  const startedAtMs = clock();
  const backend = await launch(
    { ...withCold(config.backend, context.cold, context.isApart), scheduler: trial.cell.scheduler },
    signal,
  ).catch((error) => {
    signal.throwIfAborted();
    throw error;
  });
  try {
    checkSchedulers(config, backend.info);
    const loadedAtMs = clock();
    const unfit = await warmUp(backend, trial, context);
    signal.throwIfAborted();
    if (unfit && context.isFirst) throw unfit;
    const warmAtMs = clock();
    // A remote model's memory cannot be seen from here; that of its proxy process says nothing.
    const memory = backend.info.tells.memory ? await watchMemory(backend.pid) : null;
    const server = await watchServer(backend);
    const energy = backend.info.isElsewhere ? null : await context.watchEnergy(backend.info.device !== 'cpu');
    const validity = context.watch(backend.pid);
    const wallClockOffsetMs = Date.now() - clock();
    const requests = requestsOf(trial, context);
    const served = unfit
      ? failedAll(requests, trial, unfit, clock)
      : await sendRequests(backend, trial.cell, requests, clock, context.onServed);
    const doneAtMs = clock();
    const used = await (energy?.stop() ?? NO_ENERGY);
    const { flags, cpu } = validity.stop();
    const told = await server.stop();
    signal.throwIfAborted();
    const measures = served.map(({ recorder }) => recorder.measures());
    const columns: TrialColumns = {
      ...throughputOf(measures, served, trial.cell, doneAtMs),
      ...(await (memory?.stop() ?? NO_MEMORY)),
      ...told,
      ...used,
      load_ms: loadedAtMs - startedAtMs,
      warmup_ms: warmAtMs - loadedAtMs,
      cold_by: context.cold?.by ?? null,
      ...cpu,
    };
    return served
      .map((one, i) => rowOf(trial, context, backend.info, one, i, measures[i]!, columns, wallClockOffsetMs))
      .map((row) => flagged(row, [...flags, ...batchFlags(row, served), ...windowFlags(row)]));
  } finally {
    await (signal.aborted ? backend.kill() : backend.close());
  }
}

/** A batch that the prompts did not fill was measured as a smaller one. */
function batchFlags({ batch_index, batch_size }: LogRow, served: readonly SentRequest[]): Flag[] {
  if (batch_index === null) return [];
  const members = served.filter(({ batchIndex }) => batchIndex === batch_index).length;
  return members < batch_size ? ['batch-not-full'] : [];
}

/** Whose requests were mostly fewer at once than the cell says. */
const windowFlags = (row: LogRow): Flag[] => (isShort(row, row.trial_makespan_ms) ? ['short-window'] : []);

/** Every cell's scheduler, not only this trial's: the first trial tells, not the last. */
function checkSchedulers(config: BenchmarkConfig, { backend, schedulers }: BackendInfo): void {
  const missing = planCells(config).find(({ scheduler }) => !schedulers.includes(scheduler));
  if (!missing) return;
  throw new InputError(
    `the ${backend} backend cannot serve "${familyName(missing)}" (it has ${schedulers.join(', ')}); leave it out of --ways, or take --backend onnx`,
  );
}

/** Why the warm-up failed, in the words of who was asked; undefined: it went well. */
async function warmUp(
  backend: ProcessBackend,
  trial: Trial,
  context: TrialContext,
): Promise<BackendError | undefined> {
  const { config, clock } = context;
  const requests = warmUpRequests(trial, config, backend.info);
  const primes = trial.cell.prefixCache === 'warm' ? priming(requestsOf(trial, context)) : [];
  const warmed = await sendRequests(backend, trial.cell, [...requests, ...primes], clock);
  const cause = warmed.find(({ recorder }) => recorder.error)?.recorder.error ?? (await forget(context));
  return (
    cause && new BackendError(`the warm-up of "${wayLabel(trial.cell)}" failed: ${cause.message}`, { cause })
  );
}

/** The server forgets what it knows of prompts, where it can; why it did not. */
const forget = ({ cold }: TrialContext): Promise<Error | undefined> | undefined =>
  cold?.forget?.().then(() => undefined, asError);

/** The requests of a trial that cannot be measured: each failed, for the same reason. */
function failedAll(
  requests: readonly GenerateRequest[],
  { cell }: Trial,
  error: Error,
  clock: Clock,
): SentRequest[] {
  return requests.map((request, i) => {
    const recorder = new RequestRecorder(cell.mode, clock());
    recorder.onError(error);
    const batchIndex = cell.scheduler === 'static' ? Math.floor(i / cell.batchSize) : null;
    return { request, recorder, batchIndex };
  });
}

function requestsOf(
  { prompts }: Trial,
  { config: { maxNewTokens, length }, cold, isSalted }: TrialContext,
): GenerateRequest[] {
  const forceLength = length === 'forced';
  // A prompt may be asked more than once, and its requests be in flight together.
  const requests = prompts.map(({ id, prompt }, i) => ({
    id: `${i}/${id}`,
    prompt,
    maxNewTokens,
    forceLength,
  }));
  if (!isSalted) return requests;
  return requests.map((request) => withSalt(request, cold ? newSalt() : sameSalt(request.prompt)));
}

/** Whole-trial columns; a trial of which a request failed has no throughput. */
function throughputOf(
  measures: readonly RequestMeasures[],
  served: readonly SentRequest[],
  { batchSize }: Way,
  doneAtMs: number,
) {
  if (measures.some(({ status }) => status !== 'ok')) return NO_TRIAL;
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const trial_makespan_ms = doneAtMs - Math.min(...served.map(({ recorder }) => recorder.sentAtMs));
  const trial_output_tokens = sum(measures.map((m) => m.output_len));
  return {
    trial_makespan_ms,
    trial_output_tokens,
    trial_computed_tokens: sum(measures.map((m) => m.computed_tokens)),
    aggregate_tokens_per_sec: trial_output_tokens / (trial_makespan_ms / 1000),
    ...saturationOf(
      served.map(({ recorder: { sentAtMs, endedAtMs } }, i) => {
        return { sentAtMs, endedAtMs, outputTokens: measures[i]!.output_len ?? 0 };
      }),
      batchSize,
    ),
  };
}

function rowOf(
  trial: Trial,
  { config, configHash, workloadHash, runId, isSalted }: TrialContext,
  info: BackendInfo,
  { request, recorder, batchIndex }: SentRequest,
  requestIndex: number,
  measures: RequestMeasures,
  columns: TrialColumns,
  wallClockOffsetMs: number,
): LogRow {
  const prompt = trial.prompts[requestIndex]!;
  const place: RowPlace = {
    ...wayColumns(trial.cell),
    run_id: runId,
    trial_id: trialId(trial),
    block: trial.block,
    request_index: requestIndex,
    prompt_id: prompt.id,
    prompt_category: prompt.category || null,
    seed: config.seed,
    config_hash: configHash,
    source: 'matrix',
    batch_index: batchIndex,
    workload_hash: workloadHash,
  };
  // Answers to prompts with different salts are not to be compared.
  const told = isSalted ? { ...measures, output_hash: null } : measures;
  return logRow(info, request, place, new Date(recorder.sentAtMs + wallClockOffsetMs), told, columns);
}
