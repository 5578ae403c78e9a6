import type { LogRow } from '../../results/schema.js';
import { familyKey, familyNamed, sameWay, type Way, type WayName } from '../../ways.js';
import { type Cell, cells } from './cell.js';
import { decideTogether } from './decide-together.js';
import { type Comparison, compare, type Metric } from './ratios.js';
import { trials } from './trials.js';

const METRICS: readonly Metric[] = ['firstSeenMs', 'latencyMs', 'throughputTps', 'peakMb'];

/** The cells of one experiment, and what was decided between them. */
export interface Matrix {
  readonly cells: readonly Cell[];
  /** Streaming one by one: what every other way is compared with; null when it was not measured. */
  readonly streaming: Cell | null;
  /** Static batches by size, smallest first; a "batch" of one request included. */
  readonly batches: readonly Cell[];
  /** Streaming with continuous batching, by requests in flight. */
  readonly continuous: readonly Cell[];
  /** Whole answers with continuous batching, by requests in flight. */
  readonly whole: readonly Cell[];
  /**
   * Every way against streaming, continuous against static batches of the same size, and whole answers against streams of
   * as many at once; corrected together.
   */
  readonly comparisons: readonly Comparison[];
}

/**
 * What was measured, and what may be said of it.
 * @param rows of one experiment (`experiments`, `pickExperiment`)
 * @example
 * ```ts
 * import { loadLog, matrix, pickExperiment, wayLabel } from 'streambatch/analysis';
 *
 * const { comparisons } = matrix(pickExperiment((await loadLog()).rows).rows);
 * for (const { metric, way, base, decision } of comparisons) {
 *   console.log(`${metric}: ${wayLabel(way)} against ${wayLabel(base)} is ${decision}`);
 * }
 * ```
 */
export function matrix(rows: readonly LogRow[]): Matrix {
  const all = cells(trials(rows));
  const named = (name: WayName) => all.filter(({ way }) => familyKey(way) === familyKey(familyNamed(name)));
  const streaming = named('stream')[0] ?? null;
  const batches = named('batch');
  const continuous = named('continuous');
  const whole = named('whole');
  const planned: [Cell, Cell | null][] = [
    ...all.filter((cell) => cell !== streaming).map((cell): [Cell, Cell | null] => [cell, streaming]),
    ...continuous.map((cell): [Cell, Cell | null] => [cell, sameSize(cell, batches)]),
    ...whole.map((cell): [Cell, Cell | null] => [cell, sameSize(cell, continuous)]),
  ];
  const comparisons = planned.flatMap(([cell, base]) =>
    base ? METRICS.map((metric) => compare(cell, base, metric)).filter((made) => made !== null) : [],
  );
  return { cells: all, streaming, batches, continuous, whole, comparisons: corrected(comparisons) };
}

const sameSize = ({ way }: Cell, family: readonly Cell[]): Cell | null =>
  family.find((other) => other.way.batchSize === way.batchSize) ?? null;

function corrected(comparisons: readonly Comparison[]): Comparison[] {
  const outcomes = decideTogether(
    comparisons.map(({ ratio }) => ratio),
    'none false',
  );
  return comparisons.map((made, i) => ({ ...made, ...outcomes[i]! }));
}

/** What was decided about a metric between two ways; null when it was not measured in a common block. */
export function decided({ comparisons }: Matrix, way: Way, base: Way, metric: Metric): Comparison | null {
  return (
    comparisons.find(
      (made) => made.metric === metric && sameWay(made.way, way) && sameWay(made.base, base),
    ) ?? null
  );
}

/** A metric of several ways against streaming, in their order; those without a common block are left out. */
export function againstStreaming(measured: Matrix, others: readonly Cell[], metric: Metric): Comparison[] {
  const { streaming } = measured;
  if (!streaming) return [];
  return others
    .map(({ way }) => decided(measured, way, streaming.way, metric))
    .filter((made) => made !== null);
}
