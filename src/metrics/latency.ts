import { quantileSorted } from 'simple-statistics';
import type { Mode } from '../generation.js';
import { percentile } from './statistics/percentile.js';

export interface TokenTimes {
  readonly mode: Mode;
  readonly sentAtMs: number;
  /** When the caller received each token. */
  readonly receivedAtMs: readonly number[];
  /** When the decode loop made each token. */
  readonly emittedAtMs: readonly number[];
  /** When the caller received the first token that was not thought; undefined: there was none. */
  readonly answeredAtMs: number | undefined;
  /** Batch delivery: when the caller was given everything. */
  readonly handedOverAtMs: number | undefined;
  /** Useful tokens of a request that ended well; null of any other. */
  readonly outputTokens: number | null;
}

/**
 * The latencies of the log (`results/schema.ts` says what each is), of one request; null is unmeasurable. A request that did
 * not end well has none but the lag of the tokens that came.
 */
export function latencyOf(times: TokenTimes) {
  const { mode, sentAtMs, receivedAtMs, emittedAtMs, answeredAtMs, handedOverAtMs, outputTokens } = times;
  const ended = outputTokens !== null && receivedAtMs.length > 0;
  const streamed = ended && mode === 'stream';
  const lastAtMs = receivedAtMs.at(-1)!;
  const total = ended ? (streamed ? lastAtMs : (handedOverAtMs ?? lastAtMs)) - sentAtMs : null;
  const ttft = streamed ? receivedAtMs[0]! - sentAtMs : null;
  const gaps = streamed ? gapsOf(receivedAtMs) : [];
  return {
    /** Sent → the model made the first token. */
    ttft_made_ms: ended ? emittedAtMs[0]! - sentAtMs : null,
    /** Sent → the caller had the first token; null in batch delivery. */
    ttft_ms: ttft,
    /** Sent → the caller had the first token that was not thought; null in batch delivery. */
    ttfo_ms: streamed && answeredAtMs !== undefined ? answeredAtMs - sentAtMs : null,
    /** Sent → the caller had the last token. */
    total_latency_ms: total,
    /** (total − ttft) / (tokens − 1); null with fewer than two tokens. */
    tpot_ms:
      total === null || ttft === null || outputTokens! < 2 ? null : (total - ttft) / (outputTokens! - 1),
    /** Median gap between two deliveries. */
    itl_p50_ms: median(gaps),
    /** 95th percentile of the gaps; null under 72 of them. */
    itl_p95_ms: percentile(gaps, 0.95)?.value ?? null,
    /** Longest gap. */
    itl_max_ms: gaps.at(-1) ?? null,
    /** Median time from making a token to having it. */
    delivery_lag_ms: median(receivedAtMs.map((received, i) => received - emittedAtMs[i]!)),
    /** Useful tokens over total latency. */
    tokens_per_sec: total !== null && total > 0 ? outputTokens! / (total / 1000) : null,
  };
}

/** Latencies of one request by the log's column names; null is unmeasurable. */
export interface LatencyColumns extends ReturnType<typeof latencyOf> {}

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
