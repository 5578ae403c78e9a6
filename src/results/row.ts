import type { BackendInfo, GenerateRequest, Mode, Scheduler } from '../generation.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import type { RequestMeasures } from '../metrics/recorder.js';
import type { Flag } from './flags.js';
import { machineName } from './machine.js';
import { type LogRow, SCHEMA_VERSION } from './schema.js';
import { areDamaged } from './weights.js';

/** Where a request stands in its run. */
export interface RowPlace {
  readonly runId: string;
  readonly trialId: string;
  readonly block: number;
  readonly requestIndex: number;
  readonly promptId: string;
  readonly promptCategory: string | null;
  readonly mode: Mode;
  readonly scheduler: Scheduler;
  readonly batchSize: number;
  readonly seed: number;
  readonly configHash: string;
  readonly source: 'matrix' | 'load' | 'server';
  /** Static scheduling: which batch of the trial, 0-based. */
  readonly batchIndex: number | null;
  /** Of the prompts and parameters that the request is one of; null where requests come as they come (a server). */
  readonly workloadHash: string | null;
}

/** What is known of the whole trial only. */
export type TrialColumns = Pick<
  LogRow,
  | 'trial_makespan_ms'
  | 'trial_output_tokens'
  | 'trial_computed_tokens'
  | 'aggregate_tokens_per_sec'
  | 'load_ms'
  | 'warmup_ms'
  | 'cpu_stolen_share'
  | 'cpu_foreign_share'
> &
  MemoryColumns;

/** Columns of a request that belongs to no trial (a server's), or whose trial failed. */
export const NO_TRIAL: TrialColumns = {
  trial_makespan_ms: null,
  trial_output_tokens: null,
  trial_computed_tokens: null,
  aggregate_tokens_per_sec: null,
  load_ms: null,
  warmup_ms: null,
  cpu_stolen_share: null,
  cpu_foreign_share: null,
  peak_memory_mb: null,
  baseline_memory_mb: null,
  memory_method: null,
};

/**
 * Fills one row of the log.
 * @param sentAt wall-clock time at which the request was sent
 * @param measures what the recorder says of it
 * @param trial what only the whole trial knows; absent: nothing
 */
export function logRow(
  info: BackendInfo,
  request: Pick<GenerateRequest, 'maxNewTokens' | 'forceLength' | 'sampling'>,
  place: RowPlace,
  sentAt: Date,
  measures: RequestMeasures,
  trial: TrialColumns = NO_TRIAL,
): LogRow {
  return {
    timestamp: sentAt.toISOString(),
    schema_version: SCHEMA_VERSION,
    run_id: place.runId,
    trial_id: place.trialId,
    block: place.block,
    request_index: place.requestIndex,
    prompt_id: place.promptId,
    prompt_category: place.promptCategory,
    mode: place.mode,
    scheduler: place.scheduler,
    batch_size: place.batchSize,
    seed: place.seed,
    config_hash: place.configHash,
    source: place.source,
    batch_index: place.batchIndex,
    workload_hash: place.workloadHash,
    backend: info.backend,
    model_id: info.modelId,
    model_hash: info.modelHash,
    dtype: info.dtype,
    device: info.device,
    threads: info.threads,
    dummy_weights: info.dummyWeights,
    perplexity_ratio: info.perplexityRatio ?? null,
    max_new_tokens: request.maxNewTokens,
    forced_length: request.forceLength ?? false,
    temperature: request.sampling?.temperature ?? 0,
    queue_ms: null,
    machine: machineName(),
    ...measures,
    flags: flagsOf(info, measures),
    // A server's own clock cannot be read: what stands there is when its answer came.
    ttft_made_ms: info.device === 'remote' ? null : measures.ttft_made_ms,
    ...trial,
  };
}

/** What is known of every row alone: more flags come from its trial. */
function flagsOf({ perplexityRatio }: BackendInfo, { flags }: RequestMeasures): string | null {
  const own: Flag[] = areDamaged(perplexityRatio) ? ['weights-damaged'] : [];
  return [...(flags ? [flags] : []), ...own].join(';') || null;
}
