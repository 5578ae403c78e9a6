import { decide } from '../metrics/statistics/decide.js';
import { rescale } from '../metrics/statistics/interval.js';
import { meanInterval } from '../metrics/statistics/mean-interval.js';
import { type Pair, pairedDifference, pairedRatio } from '../metrics/statistics/paired.js';
import { seededRandom } from '../workload/random.js';
import { type Decision, SMALLEST_EFFECT } from './decide-together.js';
import { groupBy, present } from './group.js';
import type { Interval } from './interval.js';
import type { Trial } from './trials.js';
import { compareWays, type Way, wayKey } from './way.js';

/** What two ways are compared by; one value per trial. */
export type Metric = 'firstSeenMs' | 'latencyMs' | 'throughputTps' | 'peakMb';

/** All trials of one way of serving within one experiment. */
export interface Cell {
  readonly way: Way;
  readonly trials: readonly Trial[];
}

export interface Comparison {
  readonly metric: Metric;
  readonly way: Way;
  readonly base: Way;
  /** way / base, paired by block. */
  readonly ratio: Interval;
  /** way − base, in the metric's unit. */
  readonly difference: Interval;
  readonly decision: Decision;
}

/** Where resampling is needed it is the same every time: the same log gives the same verdict. */
const resampling = () => ({ random: seededRandom(1) });

export function cells(trials: readonly Trial[]): Cell[] {
  return [...groupBy(trials, ({ way }) => wayKey(way)).values()]
    .map((group) => ({ way: group[0]!.way, trials: group }))
    .sort((a, b) => compareWays(a.way, b.way));
}

/**
 * Typical value over the trials of a cell: their geometric mean, since comparisons are ratios and a time cannot be
 * negative, with its interval; null when nothing positive was measured.
 */
export function level(cell: Cell, value: (trial: Trial) => number | null): Interval | null {
  const values = present(cell.trials.map(value)).filter((measured) => measured > 0);
  return values.length === 0 ? null : rescale(meanInterval(values.map(Math.log), resampling()), Math.exp);
}

/** Mean share over the trials of a cell, with its interval; null when none was measured. */
export function meanShare(cell: Cell, value: (trial: Trial) => number | null): Interval | null {
  const values = present(cell.trials.map(value));
  return values.length === 0 ? null : meanInterval(values, resampling());
}

/** Values of two cells from the same block of the same run, so that drift of the machine hits both alike. */
function pairs(
  cell: Cell,
  base: Cell,
  value: (trial: Trial) => number | null,
  baseValue: (trial: Trial) => number | null,
): Pair[] {
  const blockOf = (trial: Trial) => `${trial.runId}\n${trial.block}`;
  const others = new Map(base.trials.map((trial) => [blockOf(trial), trial]));
  return cell.trials.flatMap((trial) => {
    const other = others.get(blockOf(trial));
    const a = value(trial);
    const b = other ? baseValue(other) : null;
    return a === null || b === null || a <= 0 || b <= 0 ? [] : [{ a, b, cluster: blockOf(trial) }];
  });
}

/** Ratio of a value of one cell to a value of another, block by block; null where no block holds both. */
export function blockRatio(
  cell: Cell,
  base: Cell,
  value: (trial: Trial) => number | null,
  baseValue = value,
): Interval | null {
  const both = pairs(cell, base, value, baseValue);
  return both.length === 0 ? null : pairedRatio(both, resampling());
}

/** One metric of a way against a base; null where no block holds both. */
export function compare(cell: Cell, base: Cell, metric: Metric): Comparison | null {
  const value = (trial: Trial) => trial[metric];
  const both = pairs(cell, base, value, value);
  if (both.length === 0) return null;
  const ratio = pairedRatio(both, resampling());
  return {
    metric,
    way: cell.way,
    base: base.way,
    ratio,
    difference: pairedDifference(both, resampling()),
    decision: decide(ratio, SMALLEST_EFFECT).verdict,
  };
}
