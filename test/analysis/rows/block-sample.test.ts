import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wholeBlocks } from '../../../src/analysis/rows/block-sample.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/block-sample');

/** 10 runs of 5 blocks of 2 rows. */
const rows = Array.from({ length: 10 }, (_, run) =>
  crafted([
    { way: STREAMING, totalMs: 400, tps: 80 },
    { way: batchOf(8), totalMs: 1200, tps: 240 },
  ]).map((row) => ({ ...row, run_id: `run ${run}` })),
).flat();

test('whole blocks, as many as fit, in the order of the log', () => {
  const kept = wholeBlocks(rows, 21);
  assert.is(kept.length, 20);
  assert.equal(
    kept,
    rows.filter((row) => kept.includes(row)),
  );
  for (const { run_id, block, mode } of kept) {
    assert.ok(kept.some((other) => other.run_id === run_id && other.block === block && other.mode !== mode));
  }
});

test('the same seed draws the same blocks; everything, where everything fits; of one too large, its first rows', () => {
  assert.equal(wholeBlocks(rows, 20), wholeBlocks(rows, 20));
  assert.is(wholeBlocks(rows, 100), rows);
  assert.is(wholeBlocks(rows, 1).length, 1);
});

test.run();
