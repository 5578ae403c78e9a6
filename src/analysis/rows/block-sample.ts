import { groupBy } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { seededRandom, shuffled } from '../../workload/random.js';

/**
 * Whole blocks, drawn at random (seeded) until the next would go beyond so many rows, in the order of the log. Whole,
 * since ways are compared within a block, and a trial that lacks requests says something else. Where the first drawn is
 * too large by itself (a server's rows are one block), its first rows.
 */
export function wholeBlocks(rows: readonly LogRow[], mostRows: number, seed = 1): readonly LogRow[] {
  if (rows.length <= mostRows) return rows;
  const blocks = groupBy(rows, ({ run_id, block }) => `${run_id}\n${block}`);
  const order = shuffled([...blocks.values()], seededRandom(seed));
  let size = 0;
  const end = order.findIndex((block) => {
    size += block.length;
    return size > mostRows;
  });
  const kept = new Set(order.slice(0, Math.max(1, end)).flat().slice(0, mostRows));
  return rows.filter((row) => kept.has(row));
}
