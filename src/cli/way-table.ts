import Table from 'cli-table3';
import type { Cell } from '../analysis/ways/cell.js';
import { summaryTable } from '../analysis/ways/summary.js';

/** A table of the ways: with or without intervals, without some columns. */
interface Layout {
  readonly bounds: boolean;
  readonly without: readonly string[];
}

/** From the one that says most to the narrowest. */
const LAYOUTS: readonly [Layout, ...Layout[]] = [
  { bounds: true, without: [] },
  { bounds: true, without: ['wasted', 'requests'] },
  { bounds: false, without: [] },
  { bounds: false, without: ['requests'] },
  { bounds: false, without: ['requests', 'wasted', 'energy a token'] },
  { bounds: false, without: ['requests', 'wasted', 'energy a token', 'whole answer'] },
];

/** One line a way of serving, with as much in it as so many columns hold; no word is broken. */
export function wayTable(cells: readonly Cell[], columns: number): string {
  const drawn = LAYOUTS.map((layout) => ({ layout, table: draw(cells, layout) }));
  const { layout, table } = drawn.find((one) => widthOf(one.table) <= columns) ?? drawn.at(-1)!;
  if (layout.bounds) return table;
  const needed = Math.min(...drawn.filter((one) => one.layout.bounds).map((one) => widthOf(one.table)));
  return `${table}\nFrom ${needed} columns on, the table shows 95 % intervals.`;
}

const widthOf = (table: string): number => table.indexOf('\n');

function draw(cells: readonly Cell[], { bounds, without }: Layout): string {
  const records = summaryTable(cells, { bounds });
  const columns = Object.keys(records[0] ?? {}).filter((column) => !without.includes(column));
  const table = new Table({
    head: columns.map((column) => (bounds ? column : column.replace(' ', '\n'))),
    colAligns: columns.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...records.map((record) => columns.map((column) => record[column]!)));
  return table.toString();
}
