import { studentQuantile } from './distributions.js';
import { DEFAULT_LEVEL, type Interval } from './interval.js';
import { repeatsFor } from './sequential.js';

/** An interval takes three repeats, and one that tells something five. */
const FEWEST_REPEATS = 5;

/** Standard error of the logarithm of a ratio times √n, as its 95 % interval tells it; null without one. */
export function spreadOf({ low, high, n }: Interval): number | null {
  if (low === null || high === null) return null;
  return (Math.log(high / low) / 2 / studentQuantile(DEFAULT_LEVEL, n - 1)) * Math.sqrt(n);
}

/** The rule by which a ratio is decided: the smallest change that matters, among so many comparisons made together. */
export interface Rule {
  /** Relative: 0.05 is 5 %. */
  readonly threshold: number;
  /** 1 or more. */
  readonly comparisons: number;
}

/**
 * Repeats in all after which a ratio would be decided, were its effect and spread as they were estimated: until its
 * interval excludes 1, at the level that the correction for all comparisons takes at worst, or fits into the threshold.
 * It must do so on a bad day too, when the estimate strays as far as the interval reaches: half of the room.
 *
 * @param spread of the logarithms of the ratio, one repeat; null: not known
 * @returns null where no sensible number would do
 */
export function repeatsToSettle(
  { estimate, n }: Interval,
  spread: number | null,
  { threshold, comparisons }: Rule,
): number | null {
  if (spread === null) return Math.max(FEWEST_REPEATS, n + 1);
  const effect = Math.abs(Math.log(estimate));
  const limit = Math.log(1 + threshold);
  const differs = effect > limit;
  const level = differs ? 1 - (1 - DEFAULT_LEVEL) / comparisons : DEFAULT_LEVEL;
  const repeats = repeatsFor(spread, (differs ? effect : limit - effect) / 2, level);
  return repeats === null ? null : Math.max(repeats, n + 1);
}
