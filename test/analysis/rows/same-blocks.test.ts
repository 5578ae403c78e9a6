import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ecdf, FIRST_SEEN } from '../../../src/analysis/figures/distribution.js';
import { timeline } from '../../../src/analysis/figures/timeline.js';
import { sameBlocks } from '../../../src/analysis/rows/same-blocks.js';
import { batchOf, batchRow, row, STREAMING } from '../../support/rows.js';

const test = suite('analysis/same-blocks');

const both = [row(), batchRow(4)];
const alone = row({ block: 1, ttft_ms: 5000, total_latency_ms: 6000 });

test('nothing is missing: all rows, and nothing to say', () => {
  assert.equal(sameBlocks(both), { rows: both, note: '' });
  assert.equal(sameBlocks([]), { rows: [], note: '' });
});

test('a distribution leaves out a block that lacks a way, and says so', () => {
  const { data, caption } = ecdf([...both, alone], FIRST_SEEN);
  assert.equal(data[0]!.x, [20]);
  assert.match(caption, /Of the 1 of 2 blocks that hold every way/);
});

test('no block holds every way: all rows, and a warning', () => {
  const { rows, note } = sameBlocks([alone, batchRow(4)]);
  assert.is(rows.length, 2);
  assert.match(note, /drift of the machine/);
});

test('the timeline shows the last trials of one block', () => {
  const { data } = timeline([...both, alone], [STREAMING, batchOf(4)]);
  assert.equal(data[1]!.x, [20, 100]);
});

test.run();
