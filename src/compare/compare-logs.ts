import { geometricMean, sampleVariance } from 'simple-statistics';
import { present } from '../analysis/present.js';
import { haveWindows, type Trial, trials } from '../analysis/ways/trials.js';
import { InputError } from '../errors.js';
import { groupBy } from '../group-by.js';
import { effectiveSampleSize, residualAutocorrelation } from '../metrics/statistics/autocorrelation.js';
import { holm } from '../metrics/statistics/holm.js';
import { unpairedRatio } from '../metrics/statistics/unpaired.js';
import type { LogRow } from '../results/schema.js';
import { compareWays, wayKey, wayLabel } from '../ways.js';
import type { CompareReport } from './comparison.js';
import { judge, type Measured } from './judge.js';
import { METRICS, type MetricName } from './metric.js';

export interface CompareOptions {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  readonly metrics: readonly MetricName[];
}

/** One log's trials, in the order of measurement; those with a failed request did less work, and are left out. */
interface Side {
  readonly trials: readonly Trial[];
  readonly cells: Map<string, Trial[]>;
  readonly leftOut: number;
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

function measure(metric: MetricName, key: string, sides: { base: Side; next: Side }): Measured | undefined {
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

/** Cells that one side alone has, and trials that were left out, in words. */
function notesOn(base: Side, next: Side): string[] {
  const only = (a: Side, b: Side) =>
    [...a.cells].filter(([key]) => !b.cells.has(key)).map(([, cell]) => wayLabel(cell[0]!.way));
  const lines = [
    [only(base, next), 'only in the base'] as const,
    [only(next, base), 'only in the new log'] as const,
  ].filter(([cells]) => cells.length > 0);
  const leftOut = base.leftOut + next.leftOut;
  return [
    ...lines.map(([cells, where]) => `not compared, ${where}: ${cells.join(', ')}`),
    ...(leftOut > 0 ? [`${leftOut} trial(s) with failed requests left out`] : []),
  ];
}

/**
 * Compares the cells that two logs have in common. Trials are the values, worth less where they are correlated; "better"
 * and "worse" take the 95 % interval of the ratio, the threshold, and Holm's correction over the whole report, so that many
 * cells do not cry wolf. The interval knows the spread between trials, not between occasions: measure both sides on one
 * machine in one go.
 * @throws InputError when the logs have no cell in common.
 */
export function compareLogs(
  baseRows: readonly LogRow[],
  nextRows: readonly LogRow[],
  { threshold, metrics }: CompareOptions,
): CompareReport {
  const windows = haveWindows(baseRows) && haveWindows(nextRows);
  const sides = { base: sideOf(baseRows, windows), next: sideOf(nextRows, windows) };
  const { base, next } = sides;
  const common = [...base.cells]
    .filter(([key]) => next.cells.has(key))
    .sort(([, [a]], [, [b]]) => compareWays(a!.way, b!.way));
  const measured = common.flatMap(([key]) => metrics.flatMap((metric) => measure(metric, key, sides) ?? []));
  if (measured.length === 0) {
    throw new InputError(
      'the two logs have no measured way of serving in common; run both with the same --ways and --batch-sizes',
    );
  }
  const known = measured.filter(({ ratio }) => ratio.pValue !== null);
  const adjusted = new Map(holm(known.map(({ ratio }) => ratio.pValue!)).map((p, i) => [known[i]!, p]));
  const rule = { threshold, comparisons: known.length };
  const comparisons = measured.map((one) => judge(one, adjusted.get(one) ?? null, rule));
  return { threshold, comparisons, notes: notesOn(base, next) };
}

/** 1: something got worse; 3: something cannot be told; 0: neither. */
export function exitCodeFor({ comparisons }: CompareReport): 0 | 1 | 3 {
  if (comparisons.some(({ verdict }) => verdict === 'worse')) return 1;
  return comparisons.some(({ verdict }) => verdict === 'cannot tell') ? 3 : 0;
}
