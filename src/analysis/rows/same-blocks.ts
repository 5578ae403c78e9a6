import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { wayKey, wayOf } from '../../ways.js';

/** Rows whose ways were measured at the same times, as far as there are such. */
export interface SameBlocks {
  readonly rows: readonly LogRow[];
  /** What the reader must know; empty where every block holds every way. */
  readonly note: string;
}

/**
 * The rows of the blocks that hold every way of serving: a distribution cannot be adjusted as a mean can, and blocks that
 * lack a way may be those of a slow day. All rows where no block holds every way.
 */
export function sameBlocks(rows: readonly LogRow[]): SameBlocks {
  const ways = new Set(rows.map((row) => wayKey(wayOf(row)))).size;
  const blocks = groups(rows, ({ run_id, block }) => `${run_id}\n${block}`);
  const whole = blocks.filter((block) => new Set(block.map((row) => wayKey(wayOf(row)))).size === ways);
  if (whole.length === blocks.length) return { rows, note: '' };
  if (whole.length === 0) {
    return { rows, note: ' No block holds every way: drift of the machine is in the differences.' };
  }
  const kept = new Set(whole.flat());
  return {
    rows: rows.filter((row) => kept.has(row)),
    note: ` Of the ${whole.length} of ${blocks.length} blocks that hold every way.`,
  };
}
