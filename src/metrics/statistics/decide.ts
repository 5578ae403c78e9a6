import type { Interval } from './interval.js';

/** What may be said of a ratio: see `decide`. */
export type Decision = 'greater' | 'less' | 'same' | 'cannot tell';

/** On which side of 1 a ratio lies. */
export type Side = 'above' | 'below';

/** What an interval says of a ratio: whether it matters, and on which side of 1 it lies. */
export interface Judgement {
  readonly decision: Decision;
  /**
   * Known wherever the interval excludes 1: also of a ratio that is the `same`, and of one of which it cannot be told
   * whether it is beyond the threshold. Null: not known.
   */
  readonly side: Side | null;
}

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
export function decide({ estimate, low, high }: Interval, threshold: number): Judgement {
  if (low === null || high === null) return { decision: 'cannot tell', side: null };
  const top = 1 + threshold;
  const side = low > 1 ? 'above' : high < 1 ? 'below' : null;
  if (side === 'above' && estimate > top) return { decision: 'greater', side };
  if (side === 'below' && estimate < 1 / top) return { decision: 'less', side };
  return { decision: low >= 1 / top && high <= top ? 'same' : 'cannot tell', side };
}
