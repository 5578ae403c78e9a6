import { mean } from 'simple-statistics';
import { type Interval, rescale } from './interval.js';
import { type IntervalOptions, meanInterval } from './mean-interval.js';

/** The same thing measured both ways. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  /**
   * What was measured under one and the same condition: a block of a run. Pairs of one cluster are not independent,
   * so a cluster counts as one value, however many pairs it holds.
   */
  readonly cluster: string;
}

/** One value per cluster: the mean over its pairs. */
function clusterMeans(pairs: readonly Pair[], value: (pair: Pair) => number): number[] {
  const clusters = new Map<string, number[]>();
  for (const pair of pairs) {
    const values = clusters.get(pair.cluster);
    if (values) values.push(value(pair));
    else clusters.set(pair.cluster, [value(pair)]);
  }
  return [...clusters.values()].map(mean);
}

function requirePositive({ a, b, cluster }: Pair): void {
  if (a > 0 && b > 0 && Number.isFinite(a / b)) return;
  throw new RangeError(
    `a ratio needs positive numbers, got ${a} and ${b} in ${cluster}; leave out pairs without a value`,
  );
}

/**
 * a/b as the geometric mean over clusters of the geometric mean over their pairs, with its interval (`meanInterval` of
 * the log ratios; `n` counts clusters).
 * @throws {RangeError} no pairs, or a value that is not positive.
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * const pairs = [2.0, 2.1, 1.9].map((a, i) => ({ a, b: 1, cluster: `block ${i}` }));
 * const { estimate, n } = statistics.pairedRatio(pairs, { random: Math.random });
 * [estimate, n]; // → [1.99833, 3]
 * ```
 */
export function pairedRatio(pairs: readonly Pair[], options: IntervalOptions): Interval {
  if (pairs.length === 0) throw new RangeError('a paired ratio needs at least one pair');
  pairs.forEach(requirePositive);
  return rescale(
    meanInterval(
      clusterMeans(pairs, ({ a, b }) => Math.log(a / b)),
      options,
    ),
    Math.exp,
  );
}
