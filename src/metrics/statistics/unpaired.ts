import { mean, sampleVariance } from 'simple-statistics';
import { studentPValue, studentQuantile } from './distributions.js';
import { DEFAULT_LEVEL, type Interval, rescale } from './interval.js';
import { FEWEST_VALUES } from './mean-interval.js';

/** How two samples are compared. */
export interface WelchOptions {
  /** Share of such intervals that hold the true value; 0.95 by default. */
  readonly level?: number;
  /** How many independent values each sample is worth, where its values are correlated; absent: all of them. */
  readonly effective?: { readonly a: number; readonly b: number };
  /** Degrees of freedom that are taken at the least; 1 by default. */
  readonly fewestDegrees?: number;
}

/**
 * Welch's interval of a difference of means of two independent samples (Welch 1947, Biometrika 34, 28–35). The degrees of
 * freedom are rounded down to a whole number, which widens it a little.
 */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  options: WelchOptions = {},
): Interval {
  const { level = DEFAULT_LEVEL, effective = { a: a.length, b: b.length }, fewestDegrees = 1 } = options;
  const estimate = mean([...a]) - mean([...b]);
  const n = Math.min(a.length, b.length);
  if (n < FEWEST_VALUES) return { estimate, low: null, high: null, pValue: null, n, method: 'none' };
  const errorA = sampleVariance([...a]) / effective.a;
  const errorB = sampleVariance([...b]) / effective.b;
  const error = Math.sqrt(errorA + errorB);
  if (error === 0)
    return { estimate, low: estimate, high: estimate, pValue: Number(estimate === 0), n, method: 'welch' };
  const welch = error ** 4 / (errorA ** 2 / (effective.a - 1) + errorB ** 2 / (effective.b - 1));
  const df = Math.max(fewestDegrees, Math.floor(welch));
  const half = studentQuantile(level, df) * error;
  const pValue = studentPValue(estimate / error, df);
  return { estimate, low: estimate - half, high: estimate + half, pValue, n, method: 'welch' };
}

/**
 * Ratio of the geometric means of two independent samples of positive values (trials of two runs), with Welch's interval
 * of the logs.
 * @throws RangeError for a value that is not positive
 */
export function unpairedRatio(
  a: readonly number[],
  b: readonly number[],
  options: WelchOptions = {},
): Interval {
  const bad = [...a, ...b].find((value) => !(value > 0 && Number.isFinite(value)));
  if (bad !== undefined) throw new RangeError(`a ratio needs positive numbers, got ${bad}`);
  return rescale(welchInterval(a.map(Math.log), b.map(Math.log), options), Math.exp);
}
