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

/** Estimates from few values reach further; beyond it no interval would be left. */
const HIGHEST = 0.9;

/** A value of a series that mixes groups (cells of a benchmark), in the order of measurement. */
export interface GroupedValue {
  readonly group: string;
  readonly value: number;
}

/**
 * Lag-1 autocorrelation of what remains of a mixed series when the mean of each group is taken out, between 0 and 0.9. The
 * estimate of a short series is too low by (1 + 3ρ)/n (Marriott & Pope 1954, Biometrika 41, 390–402), and about 1/n for each
 * further mean; that is put back. 0 where nothing can be said.
 */
export function residualAutocorrelation(series: readonly GroupedValue[]): number {
  const n = series.length;
  const groups = new Map<string, number[]>();
  for (const { group, value } of series) {
    const values = groups.get(group);
    if (values) values.push(value);
    else groups.set(group, [value]);
  }
  const means = new Map([...groups].map(([group, values]) => [group, mean(values)]));
  const rho = lag1Autocorrelation(series.map(({ group, value }) => value - means.get(group)!));
  if (rho === null || n <= 3) return 0;
  return Math.min(HIGHEST, Math.max(0, (n * rho + groups.size) / (n - 3)));
}

/**
 * How many independent values n values of a first-order autoregression are worth: n (1 − ρ)/(1 + ρ) (Bayley & Hammersley
 * 1946, J. R. Stat. Soc. Suppl. 8, 184–197). Never more than n, since negative correlation earns no credit here, and never
 * less than the 2 that a variance takes.
 */
export function effectiveSampleSize(n: number, rho: number): number {
  return Math.min(n, Math.max(2, (n * (1 - rho)) / (1 + rho)));
}

/** The same of one series in the order of time, by its own autocorrelation. */
export const seriesWorth = (series: readonly number[]): number =>
  effectiveSampleSize(series.length, residualAutocorrelation(series.map((value) => ({ group: '', value }))));
