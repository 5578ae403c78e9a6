import { effectiveSampleSize, residualAutocorrelation } from './autocorrelation.js';
import { normalQuantile } from './distributions.js';
import { type Bounded, DEFAULT_LEVEL, type Interval } from './interval.js';

/**
 * A share with Wilson's score interval (Wilson 1927; recommended by Newcombe 1998, Statist. Med. 17, 857–872): it has
 * bounds even where none or all of n did, at any n.
 * @param hits how many of n, n at least 1
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * const { estimate, low, high } = statistics.shareInterval(9, 10);
 * [estimate, low, high]; // → [0.9, 0.59585, 0.982124]
 * ```
 */
export function shareInterval(hits: number, n: number, level = DEFAULT_LEVEL): Bounded {
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const estimate = hits / n;
  const centre = (estimate + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt((z2 * (estimate * (1 - estimate) + z2 / (4 * n))) / n) / (1 + z2 / n);
  // exactly 0 and 1 where none or all did, which rounding would miss
  const low = hits === 0 ? 0 : Math.max(0, centre - half);
  const high = hits === n ? 1 : Math.min(1, centre + half);
  return { estimate, low, high, pValue: null, n, method: 'wilson' };
}

/**
 * A share of a series, such as requests that wait in one line and are late together: Wilson's interval for as many
 * independent values as the series is worth by its lag-1 autocorrelation. Of simulated loads of 60 s near saturation,
 * 41 to 89 % of the intervals held the truth, and 14 to 69 % of those that take the values for independent: still too
 * narrow, since a line may outlast what the series shows; a series without a change shows nothing of it.
 * @param series in the order of time, at least one
 */
export function seriesShare(series: readonly boolean[], level = DEFAULT_LEVEL): Interval {
  const estimate = series.filter(Boolean).length / series.length;
  const rho = residualAutocorrelation(series.map((hit) => ({ group: '', value: Number(hit) })));
  const worth = effectiveSampleSize(series.length, rho);
  return { ...shareInterval(estimate * worth, worth, level), estimate };
}
