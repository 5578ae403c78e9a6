import type { Interval } from './interval.js';

/** What may be said of a ratio: see `decide`. */
export type Decision = 'greater' | 'less' | 'same' | 'cannot tell';

/** A decision with its reason. */
export interface ReasonedDecision {
  readonly decision: Decision;
  /** One sentence with the numbers that decided. */
  readonly reason: string;
}

const times = (ratio: number): string => `${ratio.toFixed(3)}×`;

/**
 * What may be said of a ratio, where a change of `threshold` (0.05: 5 %) is the smallest that matters:
 * - greater, less: the interval excludes 1 *and* the estimate is beyond the threshold;
 * - same: the whole interval lies within the threshold (equivalence, as by two one-sided tests);
 * - cannot tell: everything else. It never means "no difference".
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * const ratio = { estimate: 1.3, low: 1.2, high: 1.4, pValue: 0.001, n: 8, method: 't' } as const;
 * statistics.decide(ratio, 0.05).decision; // → 'greater'
 * statistics.decide({ ...ratio, low: 0.9 }, 0.05).decision; // → 'cannot tell'
 * ```
 */
export function decide({ estimate, low, high, n }: Interval, threshold: number): ReasonedDecision {
  const top = 1 + threshold;
  if (low === null || high === null) {
    return { decision: 'cannot tell', reason: `${n} independent repeats are too few for an interval` };
  }
  const seen = `${times(estimate)} [${times(low)}, ${times(high)}]`;
  if (low > 1 && estimate > top)
    return { decision: 'greater', reason: `${seen} lies above 1 by more than the threshold` };
  if (high < 1 && estimate < 1 / top)
    return { decision: 'less', reason: `${seen} lies below 1 by more than the threshold` };
  if (low >= 1 / top && high <= top) return { decision: 'same', reason: `${seen} lies within the threshold` };
  const why =
    low > 1 || high < 1
      ? 'excludes 1, but the change may be below the threshold'
      : 'holds 1 and more than the threshold';
  return { decision: 'cannot tell', reason: `${seen} ${why}` };
}
