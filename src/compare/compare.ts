import { geometricMean } from 'simple-statistics';
import { groupBy, present } from '../analysis/group.js';
import { type Trial, trials } from '../analysis/trials.js';
import { compareWays, wayKey, wayLabel } from '../analysis/way.js';
import { InputError } from '../errors.js';
import { decide } from '../metrics/statistics/decide.js';
import { holm } from '../metrics/statistics/holm.js';
import type { Interval } from '../metrics/statistics/interval.js';
import { repeatsForHalfWidth } from '../metrics/statistics/sequential.js';
import { unpairedRatio } from '../metrics/statistics/unpaired.js';
import type { LogRow } from '../results/schema.js';
import { METRICS, type MetricName } from './metric.js';

export type CompareVerdict = 'better' | 'worse' | 'same' | 'cannot tell';

/** One cell, by one metric, before and after. */
export interface CellComparison {
  readonly cell: string;
  readonly metric: MetricName;
  /** Geometric means over the trials. */
  readonly base: number;
  readonly next: number;
  readonly trials: { readonly base: number; readonly next: number };
  /** next / base, with its 95 % interval. */
  readonly ratio: Interval;
  /** Holm's, over all comparisons of the report. */
  readonly adjustedPValue: number | null;
  readonly verdict: CompareVerdict;
  /** Where it cannot be told: trials that each side would need, if they spread like these; null: more than is sensible. */
  readonly trialsNeeded: number | null;
}

export interface CompareReport {
  readonly threshold: number;
  readonly comparisons: readonly CellComparison[];
  /** What the reader must know: cells of one side only, trials left out. */
  readonly notes: readonly string[];
}

export interface CompareOptions {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  readonly metrics: readonly MetricName[];
}

/** Chance of any false alarm in the whole report. */
const FALSE_ALARMS = 0.05;

type Measured = Omit<CellComparison, 'verdict' | 'adjustedPValue' | 'trialsNeeded'>;

/** Trials by cell; one with a failed request did less work, and is left out. */
const wholeTrials = (rows: readonly LogRow[]): Map<string, Trial[]> =>
  groupBy(
    trials(rows).filter((trial) => trial.requests === trial.attempted),
    (trial) => wayKey(trial.way),
  );

function measure(metric: MetricName, base: readonly Trial[], next: readonly Trial[]): Measured | undefined {
  const [old, fresh] = [base, next].map((side) => present(side.map(METRICS[metric].value)));
  if (!old || !fresh || old.length === 0 || fresh.length === 0) return undefined;
  return {
    cell: wayLabel(base[0]!.way),
    metric,
    base: geometricMean(old),
    next: geometricMean(fresh),
    trials: { base: old.length, next: fresh.length },
    ratio: unpairedRatio(fresh, old),
  };
}

/** Trials a side needs until the interval is narrow enough to exclude 1, or to fit into the threshold. */
function trialsNeeded({ estimate, high, n }: Interval, threshold: number): number | null {
  if (high === null) return 5;
  const effect = Math.abs(Math.log(estimate));
  const limit = Math.log(1 + threshold);
  const target = effect > limit ? effect : limit - effect;
  const needed = repeatsForHalfWidth(Math.log(high / estimate), n, target);
  return needed === null ? null : Math.max(needed, n + 1);
}

function judge(measured: Measured, adjustedPValue: number | null, threshold: number): CellComparison {
  const { verdict } = decide(measured.ratio, threshold);
  const differs = verdict === 'greater' || verdict === 'less';
  const sure = !differs || (adjustedPValue !== null && adjustedPValue <= FALSE_ALARMS);
  const better =
    (verdict === 'greater') === (METRICS[measured.metric].better === 'higher') ? 'better' : 'worse';
  const said = !sure || verdict === 'cannot tell' ? 'cannot tell' : differs ? better : 'same';
  return {
    ...measured,
    adjustedPValue,
    verdict: said,
    trialsNeeded: said === 'cannot tell' ? trialsNeeded(measured.ratio, threshold) : null,
  };
}

/** Cells that one side alone has, and trials that were left out, in words. */
function notesOn(base: Map<string, Trial[]>, next: Map<string, Trial[]>, leftOut: number): string[] {
  const only = (a: Map<string, Trial[]>, b: Map<string, Trial[]>) =>
    [...a].filter(([key]) => !b.has(key)).map(([, cell]) => wayLabel(cell[0]!.way));
  const lines = [
    [only(base, next), 'only in the base'] as const,
    [only(next, base), 'only in the new log'] as const,
  ].filter(([cells]) => cells.length > 0);
  return [
    ...lines.map(([cells, where]) => `not compared, ${where}: ${cells.join(', ')}`),
    ...(leftOut > 0 ? [`${leftOut} trial(s) with failed requests left out`] : []),
  ];
}

/**
 * Compares the cells that two logs have in common. Trials are the independent values; "better" and "worse" take the 95 %
 * interval of the ratio, the threshold, and Holm's correction over the whole report, so that many cells do not cry wolf.
 * The interval knows the spread between trials, not between occasions: measure both sides on one machine in one go.
 * @throws InputError when the logs have no cell in common.
 */
export function compareLogs(
  base: readonly LogRow[],
  next: readonly LogRow[],
  options: CompareOptions,
): CompareReport {
  const [old, fresh] = [wholeTrials(base), wholeTrials(next)];
  const common = [...old.values()]
    .filter(([trial]) => fresh.has(wayKey(trial!.way)))
    .sort(([a], [b]) => compareWays(a!.way, b!.way));
  const measured = common.flatMap((cell) =>
    options.metrics.flatMap((metric) => measure(metric, cell, fresh.get(wayKey(cell[0]!.way))!) ?? []),
  );
  if (measured.length === 0) {
    throw new InputError(
      'the two logs have no measured way of serving in common; run both with the same --modes and --batch-sizes',
    );
  }
  const known = measured.map(({ ratio }) => ratio.pValue).filter((p): p is number => p !== null);
  const adjusted = holm(known);
  let at = 0;
  const comparisons = measured.map((one) =>
    judge(one, one.ratio.pValue === null ? null : adjusted[at++]!, options.threshold),
  );
  const count = (cells: Map<string, Trial[]>) => [...cells.values()].flat().length;
  const leftOut = trials(base).length + trials(next).length - count(old) - count(fresh);
  return { threshold: options.threshold, comparisons, notes: notesOn(old, fresh, leftOut) };
}

/** 1: something got worse; 3: something cannot be told; 0: neither. */
export function exitCodeFor({ comparisons }: CompareReport): 0 | 1 | 3 {
  if (comparisons.some(({ verdict }) => verdict === 'worse')) return 1;
  return comparisons.some(({ verdict }) => verdict === 'cannot tell') ? 3 : 0;
}
