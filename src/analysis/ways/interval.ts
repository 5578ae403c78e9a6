import type { Interval } from '../../metrics/statistics/interval.js';

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
