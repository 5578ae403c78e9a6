import { mean } from 'simple-statistics';
import { studentPValue } from './distributions.js';

/** A linear trend. */
export interface Trend {
  /** Change per step. */
  readonly slope: number;
  /** Against no trend, two-sided. */
  readonly pValue: number;
}

const deviations = (values: readonly number[]): number[] => {
  const centre = mean([...values]);
  return values.map((value) => value - centre);
};

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/**
 * The linear trend that several series share, each with a level of its own: least squares with one intercept per series
 * (analysis of covariance). Series are sampled at steps 0, 1, 2 … and may differ in length. Null with fewer than three
 * values in every series.
 */
export function commonTrend(series: readonly (readonly number[])[]): Trend | null {
  const long = series.filter((values) => values.length > 1);
  if (!long.some((values) => values.length > 2)) return null;
  const steps = long.flatMap((values) => deviations([...values.keys()]));
  const values = long.flatMap(deviations);
  const slope = dot(steps, values) / dot(steps, steps);
  const residuals = values.map((value, i) => value - slope * steps[i]!);
  const df = values.length - long.length - 1;
  const error = Math.sqrt(dot(residuals, residuals) / df / dot(steps, steps));
  return { slope, pValue: error === 0 ? Number(slope === 0) : studentPValue(slope / error, df) };
}
