import { mean } from 'simple-statistics';

/** Correlation of a series with itself one step later, as R's `acf` estimates it. Null under 3 values or when all are equal. */
export function lag1Autocorrelation(series: readonly number[]): number | null {
  if (series.length < 3) return null;
  const centre = mean([...series]);
  const variation = series.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  if (variation === 0) return null;
  const common = series.slice(1).reduce((sum, x, i) => sum + (x - centre) * (series[i]! - centre), 0);
  return common / variation;
}

/**
 * How many independent values a correlated series is worth, if it is a first-order autoregression:
 * n (1 − ρ)/(1 + ρ) (Bayley & Hammersley 1946). Never more than n: negative correlation earns no credit here.
 */
export function effectiveSampleSize(series: readonly number[]): number {
  const rho = Math.max(0, lag1Autocorrelation(series) ?? 0);
  return (series.length * (1 - rho)) / (1 + rho);
}
