import type { Interval } from '../../metrics/statistics/interval.js';

export type { Interval };

export interface Bounded extends Interval {
  readonly low: number;
  readonly high: number;
}

export const isBounded = (interval: Interval): interval is Bounded =>
  interval.low !== null && interval.high !== null;

/** The same interval under a falling map, such as 1/x or −x: its bounds change places. */
function flipped(interval: Interval, map: (value: number) => number): Interval {
  const { estimate, low, high } = interval;
  return {
    ...interval,
    estimate: map(estimate),
    low: high === null ? null : map(high),
    high: low === null ? null : map(low),
  };
}

/** b/a from a/b. */
export const inverse = (ratio: Interval): Interval => flipped(ratio, (value) => 1 / value);
/** b − a from a − b. */
export const negative = (difference: Interval): Interval => flipped(difference, (value) => -value);
