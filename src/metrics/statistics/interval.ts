/** 19 intervals of 20 hold the true value. */
export const DEFAULT_LEVEL = 0.95;

/** How an interval was obtained; `none`: too few values for one. */
export type IntervalMethod = 't' | 'welch' | 'BCa' | 'wilson' | 'none';

/** An estimate, and between what it may lie. Without enough values low, high and pValue are null: never a guess. */
export interface Interval {
  readonly estimate: number;
  /** Lower bound, in the unit of the estimate; null: too few values. */
  readonly low: number | null;
  /** Upper bound. */
  readonly high: number | null;
  /** Against "no effect" (difference 0, ratio 1), two-sided. */
  readonly pValue: number | null;
  /** Independent values behind it. */
  readonly n: number;
  readonly method: IntervalMethod;
}

/** An interval that has both ends. */
export interface Bounded extends Interval {
  readonly low: number;
  readonly high: number;
}

/** Whether there were values enough for bounds. */
export const isBounded = (interval: Interval): interval is Bounded =>
  interval.low !== null && interval.high !== null;

/** The same interval on another scale; `scale` must be increasing. */
export function rescale(interval: Interval, scale: (value: number) => number): Interval {
  const { estimate, low, high } = interval;
  return {
    ...interval,
    estimate: scale(estimate),
    low: low === null ? null : scale(low),
    high: high === null ? null : scale(high),
  };
}
