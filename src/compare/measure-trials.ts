import { geometricMean, sampleVariance } from 'simple-statistics';
import { present } from '../analysis/present.js';
import { haveWindows, type Trial, trials } from '../analysis/ways/trials.js';
import { groupBy } from '../group-by.js';
import { effectiveSampleSize, residualAutocorrelation } from '../metrics/statistics/autocorrelation.js';
import { unpairedRatio } from '../metrics/statistics/unpaired.js';
import type { LogRow } from '../results/schema.js';
import { wayKey, wayLabel } from '../ways.js';
import type { Measured } from './judge.js';
import { METRICS, type MetricName } from './metric.js';

/** One log's trials, in the order of measurement; those with a failed request did less work, and are left out. */
export interface Side {
  readonly trials: readonly Trial[];
  readonly cells: Map<string, Trial[]>;
  readonly leftOut: number;
}

/** The trials among the rows of two experiments, by a throughput that both have. */
export function sidesOf(
  baseRows: readonly LogRow[],
  nextRows: readonly LogRow[],
): { base: Side; next: Side } {
  const [base, next] = [baseRows, nextRows].map((rows) => rows.filter(({ source }) => source === 'matrix'));
  const windows = haveWindows(base!) && haveWindows(next!);
  return { base: sideOf(base!, windows), next: sideOf(next!, windows) };
}

function sideOf(rows: readonly LogRow[], windows: boolean): Side {
  const all = trials(rows, windows);
  const whole = all.filter((trial) => trial.requests === trial.attempted);
  return {
    trials: whole,
    cells: groupBy(whole, ({ way }) => wayKey(way)),
    leftOut: all.length - whole.length,
  };
}

/**
 * Correlation of successive trials of one cell. Noise wanders from trial to trial; all cells together show how fast, and
 * between two trials of one cell lie those of all others.
 */
function cellCorrelation({ trials, cells }: Side, value: (trial: Trial) => number | null): number {
  const series = trials.flatMap((trial) => {
    const measured = value(trial);
    return measured === null ? [] : [{ group: wayKey(trial.way), value: Math.log(measured) }];
  });
  return residualAutocorrelation(series) ** cells.size;
}

/** A cell that both sides have, by one metric: trials are the values, worth less where they are correlated. */
export function measureTrials(
  metric: MetricName,
  key: string,
  sides: { base: Side; next: Side },
): Measured | undefined {
  const { value } = METRICS[metric];
  const valuesOf = (side: Side) => present(side.cells.get(key)!.map(value));
  const [old, fresh] = [valuesOf(sides.base), valuesOf(sides.next)];
  if (old.length === 0 || fresh.length === 0) return undefined;
  const [oldRho, freshRho] = [cellCorrelation(sides.base, value), cellCorrelation(sides.next, value)];
  const effective = {
    a: effectiveSampleSize(fresh.length, freshRho),
    b: effectiveSampleSize(old.length, oldRho),
  };
  return {
    cell: wayLabel(sides.base.cells.get(key)![0]!.way),
    metric,
    counts: 'trials',
    size: 1,
    base: geometricMean(old),
    next: geometricMean(fresh),
    trials: { base: old.length, next: fresh.length },
    ratio: unpairedRatio(fresh, old, { effective }),
    spread:
      Math.min(old.length, fresh.length) < 2
        ? null
        : Math.sqrt(varianceOfMean(old, oldRho) + varianceOfMean(fresh, freshRho)),
  };
}

/** Variance of the mean of many such logs, times their number. */
const varianceOfMean = (values: readonly number[], rho: number): number =>
  (sampleVariance(values.map(Math.log)) * (1 + rho)) / (1 - rho);
