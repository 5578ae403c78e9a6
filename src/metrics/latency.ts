import { quantileSorted } from 'simple-statistics';
import type { Mode } from '../generation.js';
import { percentile } from './statistics/percentile.js';

/** Latencies of one request by the log's column names; null is unmeasurable. */
export interface LatencyColumns {
  /** Sent → the model made the first token. */
  ttft_made_ms: number | null;
  /** Sent → the caller had the first token; null in batch delivery. */
  ttft_ms: number | null;
  /** Sent → the caller had the last token. */
  total_latency_ms: number | null;
  /** (total − ttft) / (tokens − 1); null with fewer than two tokens. */
  tpot_ms: number | null;
  /** Median gap between two deliveries. */
  itl_p50_ms: number | null;
  /** 95th percentile of the gaps; null under 72 of them. */
  itl_p95_ms: number | null;
  /** Longest gap. */
  itl_max_ms: number | null;
  /** Median time from making a token to having it. */
  delivery_lag_ms: number | null;
  /** Useful tokens over total latency. */
  tokens_per_sec: number | null;
}

export interface TokenTimes {
  readonly mode: Mode;
  readonly sentAtMs: number;
  /** When the caller received each token. */
  readonly receivedAtMs: readonly number[];
  /** When the decode loop made each token. */
  readonly emittedAtMs: readonly number[];
  /** Batch delivery: when the caller was given everything. */
  readonly handedOverAtMs: number | undefined;
  /** Useful tokens of a request that ended well; null of any other. */
  readonly outputTokens: number | null;
}

/** The latencies of the log (`results/schema.ts` says what each is), of one request. A request that did not end well has none. */
export function latencyOf(times: TokenTimes): LatencyColumns {
  const { sentAtMs, receivedAtMs, emittedAtMs, outputTokens } = times;
  const delivery_lag_ms = median(receivedAtMs.map((received, i) => received - emittedAtMs[i]!));
  if (outputTokens === null || receivedAtMs.length === 0) return { ...NONE, delivery_lag_ms };
  const streamed = times.mode === 'stream';
  const end = streamed ? receivedAtMs.at(-1)! : (times.handedOverAtMs ?? receivedAtMs.at(-1)!);
  const total = end - sentAtMs;
  const ttft = streamed ? receivedAtMs[0]! - sentAtMs : null;
  const gaps = streamed ? gapsOf(receivedAtMs) : [];
  return {
    ttft_made_ms: emittedAtMs[0]! - sentAtMs,
    ttft_ms: ttft,
    total_latency_ms: total,
    tpot_ms: ttft === null || outputTokens < 2 ? null : (total - ttft) / (outputTokens - 1),
    itl_p50_ms: median(gaps),
    itl_p95_ms: percentile(gaps, 0.95)?.value ?? null,
    itl_max_ms: gaps.at(-1) ?? null,
    delivery_lag_ms,
    tokens_per_sec: total > 0 ? outputTokens / (total / 1000) : null,
  };
}

const NONE: LatencyColumns = {
  ttft_made_ms: null,
  ttft_ms: null,
  total_latency_ms: null,
  tpot_ms: null,
  itl_p50_ms: null,
  itl_p95_ms: null,
  itl_max_ms: null,
  delivery_lag_ms: null,
  tokens_per_sec: null,
};

/** Gaps between consecutive times, ascending. */
const gapsOf = (times: readonly number[]) =>
  times
    .slice(1)
    .map((time, i) => time - times[i]!)
    .sort((a, b) => a - b);

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
