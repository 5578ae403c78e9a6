import { median } from 'simple-statistics';
import { haveWindows } from '../analysis/ways/trials.js';
import { groupBy } from '../group-by.js';
import type { LogRow } from '../results/schema.js';
import { wayKey, wayLabel, wayOf } from '../ways.js';
import { AB_METRIC_NAMES, AB_METRICS, type AbMetricName } from './metric.js';

/** Both sides in one block, as the typical one of the prompts that both have answered. */
export interface BlockPair {
  readonly a: number;
  readonly b: number;
}

/** One way of serving by one metric, block by block; null where a block has no pair. */
export interface Series {
  readonly cell: string;
  readonly metric: AbMetricName;
  readonly blocks: readonly (BlockPair | null)[];
}

/** A prompt as both sides answered it. */
export type RowPair = readonly [a: LogRow, b: LogRow];

const placeOf = (row: LogRow): string => `${wayKey(wayOf(row))}/${row.block}/${row.request_index}`;

/** The requests that both sides have ended well, two and two: in a block both are asked the same in the same order. */
export function pairRows(a: readonly LogRow[], b: readonly LogRow[]): RowPair[] {
  const others = new Map(b.filter(({ status }) => status === 'ok').map((row) => [placeOf(row), row]));
  return a.flatMap((row) => {
    const other = others.get(placeOf(row));
    return other && row.status === 'ok' ? [[row, other] as const] : [];
  });
}

/** The series that can be compared, of the first `blocks` blocks. */
export function seriesOf(pairs: readonly RowPair[], blocks: number): Series[] {
  const windows = haveWindows(pairs.flat());
  return [...groupBy(pairs, ([row]) => wayKey(wayOf(row))).values()].flatMap((cell) => {
    const byBlock = groupBy(cell, ([{ block }]) => `${block}`);
    const blocksOf = (metric: AbMetricName) =>
      Array.from({ length: blocks }, (_, block) => blockPair(byBlock.get(`${block}`) ?? [], metric, windows));
    const label = wayLabel(wayOf(cell[0]![0]));
    return AB_METRIC_NAMES.map((metric) => ({ cell: label, metric, blocks: blocksOf(metric) })).filter(
      (one) => one.blocks.some((pair) => pair !== null),
    );
  });
}

/**
 * The ratio is the median of those of the prompts, each against itself: prompts differ more than servers do, and one that
 * came late on a busy machine counts as one. What is late on few prompts alone shows in the throughput.
 */
function blockPair(pairs: readonly RowPair[], metric: AbMetricName, windows: boolean): BlockPair | null {
  const { value } = AB_METRICS[metric];
  const logs = pairs.flatMap(([a, b]) => {
    const [ofA, ofB] = [value(a, windows), value(b, windows)];
    return ofA !== null && ofB !== null && ofA > 0 && ofB > 0
      ? [[Math.log(ofA), Math.log(ofB)] as const]
      : [];
  });
  if (logs.length === 0) return null;
  const middle = median(logs.map(([a, b]) => (a + b) / 2));
  const half = median(logs.map(([a, b]) => b - a)) / 2;
  return { a: Math.exp(middle - half), b: Math.exp(middle + half) };
}
