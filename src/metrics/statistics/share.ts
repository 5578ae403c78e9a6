import { normalQuantile } from './distributions.js';
import { DEFAULT_LEVEL, type Interval } from './interval.js';

/**
 * A share with Wilson's score interval (Wilson 1927; recommended by Newcombe 1998, Statist. Med. 17, 857–872): it has
 * bounds even where none or all of n did, at any n.
 * @param hits how many of n, n at least 1
 */
export function shareInterval(hits: number, n: number, level = DEFAULT_LEVEL): Interval {
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const estimate = hits / n;
  const centre = (estimate + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt((z2 * (estimate * (1 - estimate) + z2 / (4 * n))) / n) / (1 + z2 / n);
  const [low, high] = [Math.max(0, centre - half), Math.min(1, centre + half)];
  return { estimate, low, high, pValue: null, n, method: 'wilson' };
}
