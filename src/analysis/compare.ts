import { groupBy, present } from './group.js';
import { type Interval, isBounded } from './interval.js';
import { meanInterval, type Pair, pairedDifference, pairedRatio } from './paired.js';
import type { Trial } from './trials.js';
import { compareWays, type Way, wayKey } from './way.js';

/** What two ways are compared by; one value per trial. */
export type Metric = 'firstSeenMs' | 'latencyMs' | 'throughputTps' | 'peakMb';

/** All trials of one way of serving within one experiment. */
export interface Cell {
  readonly way: Way;
  readonly trials: readonly Trial[];
}

/** An effect smaller than this is not called a difference, however sure it is. */
export const SMALLEST_EFFECT = 0.05;

/** more, less: the interval lies beyond 1 by the smallest effect or more in estimate; same: all of it lies nearer; unknown: neither. */
export type Decision = 'more' | 'less' | 'same' | 'unknown';

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

export function cells(trials: readonly Trial[]): Cell[] {
  return [...groupBy(trials, ({ way }) => wayKey(way)).values()]
    .map((group) => ({ way: group[0]!.way, trials: group }))
    .sort((a, b) => compareWays(a.way, b.way));
}

/** Mean over the trials of a cell, with its interval; null when nothing was measured. */
export function level(cell: Cell, value: (trial: Trial) => number | null): Interval | null {
  const values = present(cell.trials.map(value));
  return values.length === 0 ? null : meanInterval(values);
}

/** Values of two cells from the same block of the same run, so that drift of the machine hits both alike. */
export function pairs(
  cell: Cell,
  base: Cell,
  value: (trial: Trial) => number | null,
  baseValue: (trial: Trial) => number | null = value,
): Pair[] {
  const blockOf = (trial: Trial) => `${trial.runId}\n${trial.block}`;
  const others = new Map(base.trials.map((trial) => [blockOf(trial), trial]));
  return cell.trials.flatMap((trial) => {
    const other = others.get(blockOf(trial));
    const a = value(trial);
    const b = other ? baseValue(other) : null;
    return a === null || b === null || a <= 0 || b <= 0 ? [] : [{ a, b }];
  });
}

/** One metric of a way against a base; null where no block holds both. */
export function compare(cell: Cell, base: Cell, metric: Metric): Comparison | null {
  const both = pairs(cell, base, (trial) => trial[metric]);
  if (both.length === 0) return null;
  const ratio = pairedRatio(both);
  return {
    metric,
    way: cell.way,
    base: base.way,
    ratio,
    difference: pairedDifference(both),
    decision: decide(ratio),
  };
}

/** "More" is said only when the interval excludes 1 and the effect is at least the smallest that matters. */
export function decide(ratio: Interval): Decision {
  if (!isBounded(ratio)) return 'unknown';
  const { estimate, low, high } = ratio;
  if (low > 1 && estimate >= 1 + SMALLEST_EFFECT) return 'more';
  if (high < 1 && estimate <= 1 / (1 + SMALLEST_EFFECT)) return 'less';
  return low >= 1 / (1 + SMALLEST_EFFECT) && high <= 1 + SMALLEST_EFFECT ? 'same' : 'unknown';
}
