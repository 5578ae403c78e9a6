import type { LogRow } from '../results/schema.js';
import { type Cell, type Comparison, cells, compare, type Metric } from './compare.js';
import { trials } from './trials.js';
import { wayKey } from './way.js';

/** The cells of one experiment, and their comparisons with streaming. */
export interface Matrix {
  readonly cells: readonly Cell[];
  /** Streaming one by one: what every other way is compared with; null when it was not measured. */
  readonly streaming: Cell | null;
  /** Static batches by size, smallest first; a "batch" of one request included. */
  readonly batches: readonly Cell[];
  /** Streaming with continuous batching, by requests in flight. */
  readonly continuous: readonly Cell[];
}

export function matrix(rows: readonly LogRow[]): Matrix {
  const all = cells(trials(rows));
  const family = (mode: string, scheduler: string) =>
    all.filter(({ way }) => way.mode === mode && way.scheduler === scheduler);
  return {
    cells: all,
    streaming: family('stream', 'sequential')[0] ?? null,
    batches: family('batch', 'static'),
    continuous: family('stream', 'continuous'),
  };
}

/** A metric of each cell against the base, cells that share no block with it left out. */
export function against(base: Cell, others: readonly Cell[], metric: Metric): Comparison[] {
  return others
    .filter(({ way }) => wayKey(way) !== wayKey(base.way))
    .map((cell) => compare(cell, base, metric))
    .filter((comparison) => comparison !== null);
}
