/** When a request was in the system, and when its caller was given what. */
export interface Served {
  readonly sentAtMs: number;
  /** Deliveries in order, the last of them the end; all at one moment in batch delivery. */
  readonly deliveredAtMs: readonly number[];
  /** Useful tokens, spread evenly over the deliveries: a server's pieces of text are no tokens. */
  readonly outputTokens: number;
}

/** The part of a trial in which as many requests were in the system as was asked for. */
export interface Saturation {
  readonly saturated_ms: number | null;
  readonly saturated_tokens_per_sec: number | null;
}

const NEVER: Saturation = { saturated_ms: null, saturated_tokens_per_sec: null };

/**
 * Throughput from when `size` requests are first in the system until there is none left to take the place of one that
 * ends. What drains after that has more of the machine for each request than the size says. Prefill of the first ones is
 * inside. Null where there never were so many.
 */
export function saturationOf(requests: readonly Served[], size: number): Saturation {
  if (requests.length < size) return NEVER;
  const starts = ascending(requests.map(({ sentAtMs }) => sentAtMs));
  const ends = ascending(requests.map(({ sentAtMs, deliveredAtMs }) => deliveredAtMs.at(-1) ?? sentAtMs));
  const fromMs = starts[size - 1]!;
  const untilMs = ends[requests.length - size]!;
  if (untilMs <= fromMs) return NEVER;
  const tokens = requests.reduce((sum, one) => sum + tokensWithin(one, fromMs, untilMs), 0);
  return {
    saturated_ms: untilMs - fromMs,
    saturated_tokens_per_sec: tokens / ((untilMs - fromMs) / 1000),
  };
}

const ascending = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);

function tokensWithin({ deliveredAtMs, outputTokens }: Served, fromMs: number, untilMs: number): number {
  const within = deliveredAtMs.filter((at) => at >= fromMs && at <= untilMs).length;
  return deliveredAtMs.length === 0 ? 0 : (outputTokens * within) / deliveredAtMs.length;
}
