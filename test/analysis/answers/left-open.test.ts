import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { leftOpen } from '../../../src/analysis/answers/left-open.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';

/** Streaming, and a batch that is about so many times as fast; each block begins a minute after the one before. */
const measured = (gain: number, blocks = 5): LogRow[] =>
  crafted(
    [
      { way: STREAMING, totalMs: 100, tps: 90 },
      { way: batchOf(4), totalMs: 200, tps: 90 * gain },
    ],
    blocks,
  ).map((row) => ({ ...row, timestamp: new Date(Date.UTC(2026, 10, 28, 12, row.block ?? 0)).toISOString() }));

const told = (rows: readonly LogRow[]) => leftOpen(matrix(rows), rows);

test('all decided: nothing is said', () => {
  assert.equal(told(measured(2)), []);
});

test('one that is close: which share is open, and the repeats and minutes that would do', () => {
  assert.match(
    told(measured(1.045))[0]!,
    /^Not decided: 1 of 4 comparisons; `--repeats (\d+)` would do, in about \1 minutes\.$/,
  );
});

test('one that no sensible number of repeats would decide', () => {
  assert.equal(told(measured(1.05)), [
    'Not decided: 1 of 4 comparisons; no sensible number of repeats would do.',
  ]);
});

test('a single block tells nothing of minutes', () => {
  assert.match(told(measured(2, 1))[0]!, /^Not decided: 4 of 4 comparisons; `--repeats 5` would do\.$/);
});

test.run();
