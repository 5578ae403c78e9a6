import { quantileSorted } from 'simple-statistics';
import { DEFAULT_LEVEL } from './interval.js';

/** A percentile and the order statistics between which the true one lies, whatever the distribution. */
export interface Percentile {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/**
 * How many of n values must lie below a bound: the largest count l with P(B ≤ l − 1) < tail and the smallest u with
 * P(B ≥ u) ≤ tail, B binomial(n, p). 1-based ranks; l = 0 or u > n: no value of the sample will do.
 */
function boundRanks(n: number, p: number, tail: number): { l: number; u: number } {
  let logMass = n * Math.log1p(-p);
  let cumulated = 0;
  let l = 0;
  for (let k = 0; k <= n; k++) {
    cumulated += Math.exp(logMass);
    if (cumulated < tail) l = k + 1;
    if (1 - cumulated <= tail) return { l, u: k + 1 };
    logMass += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
  }
  return { l, u: n + 1 };
}

/**
 * The p-quantile (0 < p < 1; Hyndman & Fan type 7, the default of R and numpy) with its distribution-free interval
 * (Conover, Practical Nonparametric Statistics, 3.2). Null where n values cannot bound it at that level from both sides:
 * at 0.95 the median needs 6 values, p95 72 and p99 368.
 * @param values in any order
 * @throws RangeError for a p that is not between 0 and 1
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * statistics.percentile([5, 1, 4, 2, 3, 6], 0.5); // → { value: 3.5, low: 1, high: 6, n: 6 }
 * statistics.percentile([5, 1, 4, 2, 3, 6], 0.95); // → null
 * ```
 */
export function percentile(values: readonly number[], p: number, level = DEFAULT_LEVEL): Percentile | null {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile lies between 0 and 1, got ${p}`);
  const n = values.length;
  const { l, u } = boundRanks(n, p, (1 - level) / 2);
  if (l < 1 || u > n) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { value: quantileSorted(sorted, p), low: sorted[l - 1]!, high: sorted[u - 1]!, n };
}
