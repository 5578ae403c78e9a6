import { type Interval, rescale } from '../../metrics/statistics/interval.js';
import type { Way } from '../../ways.js';
import { type Cell, QUANTITIES, type Quantity } from './cell.js';
import { decideTogether, type Outcome } from './decide-together.js';
import { blockOf, intervalAbout } from './levels.js';

/** What two ways are compared by. */
export type Metric = Exclude<Quantity, 'baselineMb' | 'firstMadeMs' | 'joulesPerToken'>;

/** The quantities of a trial, or those that are typical of a way. */
export type Measures = Readonly<Record<Quantity, number | null>> & { readonly way: Way };

/** One metric of a way against a base, and what may be said of it. */
export interface Comparison extends Outcome {
  readonly metric: Metric;
  readonly way: Way;
  readonly base: Way;
  /** way / base: the quotient of what is typical of both; its spread is that of the ratios within blocks. */
  readonly ratio: Interval;
  /** way − base, in the metric's unit, at the base that is typical. */
  readonly difference: Interval;
}

/** What is typical of a way, without the intervals. */
function typical(cell: Cell): Measures {
  const entries = QUANTITIES.map((name) => [name, cell[name]?.estimate ?? null]);
  return { ...(Object.fromEntries(entries) as Record<Quantity, number | null>), way: cell.way };
}

const positive = (value: number | null): value is number => value !== null && value > 0;

/** Log ratios of two cells within the blocks that hold both, so that drift of the machine hits both alike. */
export function logRatios(
  cell: Cell,
  base: Cell,
  value: (of: Measures) => number | null,
  baseValue = value,
): number[] {
  const others = new Map(base.trials.map((trial) => [blockOf(trial), trial]));
  return cell.trials.flatMap((trial) => {
    const other = others.get(blockOf(trial));
    const a = value(trial);
    const b = other ? baseValue(other) : null;
    return positive(a) && positive(b) ? [Math.log(a / b)] : [];
  });
}

/**
 * Ratio of a value of one cell to a value of another; null where no block holds both. The estimate is the value made of
 * what is typical of each, so that it agrees with the table; the interval has the spread of the ratios within blocks.
 */
export function ratioOf(
  cell: Cell,
  base: Cell,
  value: (of: Measures) => number | null,
  baseValue = value,
): Interval | null {
  const [a, b] = [value(typical(cell)), baseValue(typical(base))];
  const logs = logRatios(cell, base, value, baseValue);
  return positive(a) && positive(b) && logs.length > 0 ? intervalAbout(a / b, logs) : null;
}

/** One metric of a way against a base, decided alone; null where no block holds both. */
export function compare(cell: Cell, base: Cell, metric: Metric): Comparison | null {
  const ratio = ratioOf(cell, base, (of) => of[metric]);
  if (!ratio) return null;
  const baseLevel = base[metric]!.estimate;
  return {
    metric,
    way: cell.way,
    base: base.way,
    ratio,
    difference: rescale(ratio, (times) => baseLevel * (times - 1)),
    ...decideTogether([ratio], 'none false')[0]!,
  };
}
