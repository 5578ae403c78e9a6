import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wholeBlocksText } from '../../src/cli/whole-blocks.js';
import { batchOf, crafted, STREAMING } from '../support/rows.js';

const TRUTHS = [
  { way: STREAMING, totalMs: 100, tps: 90 },
  { way: batchOf(4), totalMs: 200, tps: 200 },
];
const PIPE = { columns: 120, breaksLines: false };

test('an interrupted run says what its whole blocks say, and that it is preliminary', () => {
  const [one, five] = [1, 5].map((blocks) =>
    wholeBlocksText({ rows: crafted(TRUTHS, blocks), blocks, blocksLeft: 3 }, PIPE),
  );
  assert.is(
    one,
    'Preliminary, of 1 whole block: First token: 20 ms when streamed, 200 ms in a batch of 4. ' +
      'The most tokens per second: a batch of 4, about 2.2× that of streaming.\n',
  );
  assert.match(five!, /^Preliminary, of 5 whole blocks: Stream if a person waits; batch if nobody does/);
});

test('nothing is said of rows that cannot be compared', () => {
  assert.is(wholeBlocksText({ rows: [], blocks: 1, blocksLeft: 3 }, PIPE), '');
});

test.run();
