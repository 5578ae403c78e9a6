import type { BackendInfo, GenerateRequest } from '../generation.js';
import type { Flag } from './flags.js';
import { machineName } from './machine.js';
import { type ColumnsOf, columnsOf, type LogRow, SCHEMA_VERSION } from './schema.js';
import { areCachedInLists, areChunks, isCached } from './served.js';
import { areDamaged } from './weights.js';

/** Where a request stands in its run, and how it was served (`wayColumns`). */
export interface RowPlace extends ColumnsOf<'place'> {}

/** What the instrument says of a request. */
export interface MeasuredColumns extends ColumnsOf<'measured'> {
  readonly flags: Flag | null;
}

/** What is known of the whole trial only. */
export interface TrialColumns extends ColumnsOf<'trial'> {}

/** Columns of a request that belongs to no trial (a server's), or whose trial failed. */
export const NO_TRIAL = Object.fromEntries(columnsOf('trial').map((name) => [name, null])) as {
  readonly [N in keyof TrialColumns]: null;
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
  measures: MeasuredColumns,
  trial: TrialColumns = NO_TRIAL,
): LogRow {
  return {
    timestamp: sentAt.toISOString(),
    schema_version: SCHEMA_VERSION,
    machine: machineName(),
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
    ...place,
    ...measures,
    flags: flagsOf(info, measures, trial),
    // Another machine's clock cannot be read: what stands there is when its answer came.
    ttft_made_ms: info.tells.tokenTimes ? measures.ttft_made_ms : null,
    delivery_lag_ms: info.tells.tokenTimes ? measures.delivery_lag_ms : null,
    ...trial,
  };
}

/** What is known of every row alone: more flags come from its trial. */
function flagsOf(
  { perplexityRatio }: BackendInfo,
  measures: MeasuredColumns,
  trial: TrialColumns,
): string | null {
  const cached = isCached(measures) || areCachedInLists({ ...measures, ...trial });
  const own: Flag[] = [
    ...(areChunks(measures) ? ['chunked' as const] : []),
    ...(cached ? ['prompt-cached' as const] : []),
    ...(areDamaged(perplexityRatio) ? ['weights-damaged' as const] : []),
  ];
  return [...(measures.flags ? [measures.flags] : []), ...own].join(';') || null;
}
