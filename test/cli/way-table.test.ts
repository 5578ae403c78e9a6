import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { summary } from '../../src/analysis/ways/summary.js';
import { wayTable } from '../../src/cli/way-table.js';
import { batchOf, continuous, crafted, STREAMING } from '../support/rows.js';

const cells = summary(
  crafted([
    { way: STREAMING, totalMs: 100, tps: 90 },
    { way: batchOf(16), totalMs: 200, tps: 2000 },
    { way: continuous(16), totalMs: 120, tps: 2600 },
  ]),
);
const widest = (table: string) => Math.max(...table.split('\n').map((line) => line.length));

test('as much as fits: at 160 columns all, at 80 the estimates, at 60 the most important ones', () => {
  const [wide, middle, narrow] = [160, 80, 60].map((columns) => wayTable(cells, columns)) as [
    string,
    string,
    string,
  ];
  assert.ok(widest(wide) <= 160 && widest(middle) <= 80 && widest(narrow) <= 60);
  assert.match(wide, 'requests');
  assert.match(middle, /From \d+ columns on, the table shows 95 % intervals\.$/);
  assert.not.match(narrow, 'wasted');
  for (const table of [wide, middle, narrow]) assert.match(table, 'continuous, 16 at once');
});

test('columns as wide as it says show the intervals', () => {
  const [, needed] = /From (\d+) columns on/.exec(wayTable(cells, 80))!;
  assert.not.match(wayTable(cells, Number(needed)), 'From');
  assert.match(wayTable(cells, Number(needed) - 1), `From ${needed}`);
});

test('no ways: no table of them, and no error', () => {
  assert.type(wayTable([], 80), 'string');
});

test.run();
