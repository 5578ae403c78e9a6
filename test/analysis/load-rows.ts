import type { LogRow } from '../../src/results/schema.js';
import { row } from '../support/rows.js';

interface Played {
  readonly n: number;
  /** Asked for. */
  readonly perSecond: number;
  readonly seenMs: number;
  /** What came; absent: as asked for. */
  readonly everyMs?: number;
  readonly changes?: Partial<LogRow>;
}

/** A load of streamed requests of 10 tokens, each seen after so long and complete 50 ms later. */
export function load({ n, perSecond, seenMs, everyMs = 1000 / perSecond, changes }: Played): LogRow[] {
  return Array.from({ length: n }, (_, i) =>
    row({
      source: 'load',
      trial_id: `load/stream/poisson:${perSecond}`,
      workload_hash: 'w',
      request_index: i,
      timestamp: new Date(i * everyMs).toISOString(),
      ttft_ms: seenMs,
      total_latency_ms: seenMs + 50,
      output_len: 10,
      ...changes,
    }),
  );
}
