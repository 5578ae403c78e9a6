import type { LogRow } from '../../results/schema.js';
import {
  compareCaches,
  familyNamed,
  sameCache,
  sameFamily,
  sameWay,
  type Way,
  type WayName,
} from '../../ways.js';
import { type Cell, cells } from './cell.js';
import { decideTogether } from './decide-together.js';
import { type Comparison, compare, type Metric } from './ratios.js';
import { trials } from './trials.js';

const METRICS: readonly Metric[] = ['firstSeenMs', 'latencyMs', 'throughputTps', 'peakMb'];
/** What a server's cache of prompts is held to. */
const CACHE_METRICS: readonly Metric[] = ['firstSeenMs', 'throughputTps'];

/** The cells of one experiment, and what was decided between them. */
export interface Matrix {
  readonly cells: readonly Cell[];
  /** The same ways under another state of the server's cache of prompts; the cells are under one: as it is, else cold. */
  readonly recached: readonly Cell[];
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
   * as many at once, and each way under another state of the cache against itself; corrected together.
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
  const measured = cells(trials(rows));
  const first = [...measured].sort((a, b) => compareCaches(a.way, b.way))[0];
  const all = measured.filter(({ way }) => sameCache(way, first!.way));
  const recached = measured.filter((cell) => !all.includes(cell));
  const named = (name: WayName) => all.filter(({ way }) => sameFamily(way, familyNamed(name)));
  const streaming = named('stream')[0] ?? null;
  const batches = named('batch');
  const continuous = named('continuous');
  const whole = named('whole');
  const planned: [Cell, Cell | null][] = [
    ...all.filter((cell) => cell !== streaming).map((cell): [Cell, Cell | null] => [cell, streaming]),
    ...continuous.map((cell): [Cell, Cell | null] => [cell, sameSize(cell, batches)]),
    ...whole.map((cell): [Cell, Cell | null] => [cell, sameSize(cell, continuous)]),
  ];
  const comparisons = [
    ...compared(planned, METRICS),
    ...compared(
      recached.map((cell) => [cell, otherwiseSame(cell, all)]),
      CACHE_METRICS,
    ),
  ];
  return { cells: all, recached, streaming, batches, continuous, whole, comparisons: corrected(comparisons) };
}

const compared = (pairs: readonly [Cell, Cell | null][], metrics: readonly Metric[]): Comparison[] =>
  pairs.flatMap(([cell, base]) =>
    base ? metrics.map((metric) => compare(cell, base, metric)).filter((made) => made !== null) : [],
  );

/** The way that differs in the state of the cache alone. */
const otherwiseSame = ({ way }: Cell, among: readonly Cell[]): Cell | null =>
  among.find((cell) => sameFamily(cell.way, way) && cell.way.batchSize === way.batchSize) ?? null;

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
