/** What was estimated, and between which bounds it lies (95 %). Bounds are null where n is too small to give any. */
export interface Interval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Independent values behind it: paired blocks. */
  readonly n: number;
}

export interface Bounded extends Interval {
  readonly low: number;
  readonly high: number;
}

export const isBounded = (interval: Interval): interval is Bounded =>
  interval.low !== null && interval.high !== null;

/** The same interval seen from the other side: b/a from a/b. */
export function inverse({ estimate, low, high, n }: Interval): Interval {
  return {
    estimate: 1 / estimate,
    low: high === null ? null : 1 / high,
    high: low === null ? null : 1 / low,
    n,
  };
}
