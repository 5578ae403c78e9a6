import type { LogRow } from '../../src/results/schema.js';
import { familyNamed, type Way, wayColumns, wayKey } from '../../src/ways.js';
import { aRow } from './row.js';

/** A streamed request that took 100 ms, its first token after 20 ms. */
export function row(changes: Partial<LogRow> = {}): LogRow {
  return aRow({
    timestamp: '2026-11-24T12:00:00.000Z',
    mode: 'stream',
    scheduler: 'sequential',
    batch_size: 1,
    status: 'ok',
    run_id: 'run1',
    prompt_id: 'p1',
    prompt_category: 'short',
    prompt_tokens: 10,
    model_id: 'tiny-model',
    output_len: 9,
    computed_tokens: 9,
    ttft_ms: 20,
    tpot_ms: 10,
    itl_p50_ms: 10,
    total_latency_ms: 100,
    trial_output_tokens: 9,
    trial_computed_tokens: 9,
    aggregate_tokens_per_sec: 90,
    baseline_memory_mb: 290,
    peak_memory_mb: 300,
    memory_method: 'VmHWM',
    ...changes,
  });
}

/** The same request in a static batch of `size`: nothing is seen before its end. */
export function batchRow(size: number, changes: Partial<LogRow> = {}): LogRow {
  const unseen = { ttft_ms: null, tpot_ms: null, itl_p50_ms: null };
  const batch_index = Math.floor((changes.request_index ?? 0) / size);
  return row({ ...wayColumns(batchOf(size)), batch_index, ...unseen, ...changes });
}

export const STREAMING: Way = { ...familyNamed('stream'), batchSize: 1 };
export const batchOf = (batchSize: number): Way => ({ ...familyNamed('batch'), batchSize });
export const continuous = (batchSize: number): Way => ({ ...familyNamed('continuous'), batchSize });
export const wholeOf = (batchSize: number): Way => ({ ...familyNamed('whole'), batchSize });

/** Known truth about one way: the values of its trials, before the noise. */
export interface Truth {
  readonly way: Way;
  readonly firstMs?: number;
  readonly totalMs: number;
  readonly tps: number;
  readonly peakMb?: number;
  readonly changes?: Partial<LogRow>;
}

/** Multiplies the values of a block by about 1: every way alike, as a machine that drifts, and a little by way. */
const DRIFT = [1, 1.3, 0.8, 1.1, 0.95, 1.02];
const WOBBLE = [1, 1.01, 0.99, 1.005, 0.995, 1.002];

/** A run of `blocks` trials of each way, one request each. */
export function crafted(truths: readonly Truth[], blocks = 5): LogRow[] {
  return truths.flatMap(({ way, firstMs, totalMs, tps, peakMb = 300, changes }, w) =>
    Array.from({ length: blocks }, (_, block) => {
      const factor = DRIFT[block]! * WOBBLE[(block + w) % WOBBLE.length]!;
      const make = way.mode === 'stream' ? row : (cells: Partial<LogRow>) => batchRow(way.batchSize, cells);
      return make({
        ...(way.mode === 'stream' ? { ttft_ms: (firstMs ?? 20) * factor } : {}),
        ...wayColumns(way),
        block,
        trial_id: `${wayKey(way)}/${block}`,
        total_latency_ms: totalMs * factor,
        aggregate_tokens_per_sec: tps / factor,
        peak_memory_mb: peakMb + WOBBLE[(block + w) % WOBBLE.length]! - 1,
        ...changes,
      });
    }),
  );
}
