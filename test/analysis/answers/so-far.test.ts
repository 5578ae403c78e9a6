import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { restsOn } from '../../../src/analysis/answers/rests-on.js';
import { outlook, preliminary } from '../../../src/analysis/answers/so-far.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { type MatrixSoFar, soFar } from '../../../src/analysis/ways/so-far.js';
import { batchOf, continuous, crafted, STREAMING, type Truth } from '../../support/rows.js';

const BATCH = { way: batchOf(4), totalMs: 200, tps: 200 };
const TRUTHS: Truth[] = [
  { way: STREAMING, totalMs: 100, tps: 90 },
  BATCH,
  { way: continuous(4), totalMs: 120, tps: 260 },
];
const after = (blocks: number, truths = TRUTHS, blocksLeft = 10) =>
  soFar(matrix(crafted(truths, blocks)), blocksLeft);
const outlookOfAll = (measured: MatrixSoFar, time: { blocks: number; blocksLeft: number }) =>
  outlook(measured, measured.comparisons, time);

test('after one block: estimates, and what decisions take', () => {
  assert.equal(preliminary(after(1)), [
    'First token: 20 ms when streamed, 200 ms in a batch of 4.',
    'The most tokens per second: continuous batching of 4, about 2.9× that of streaming.',
  ]);
  assert.is(
    outlookOfAll(after(1), { blocks: 1, blocksLeft: 10 }),
    '0 of 12 comparisons decided; decisions take 3 blocks',
  );
});

test('once it is decided the advice comes first', () => {
  const [first, ...rest] = preliminary(after(5));
  assert.match(first!, /^Where continuous batching can be had, use it from 4 requests at once on/);
  assert.is(rest.length, 2);
  assert.is(outlookOfAll(after(5), { blocks: 5, blocksLeft: 10 }), '12 of 12 comparisons decided');
});

test('what it waits for, and what the time does not allow', () => {
  const close: Truth[] = [TRUTHS[0]!, { way: batchOf(4), totalMs: 104.8, tps: 94 }];
  const told = (blocksLeft: number) => outlookOfAll(after(4, close, blocksLeft), { blocks: 4, blocksLeft });
  const wait =
    '2 of 4 comparisons decided; waiting for the whole answer of a batch of 4 against streaming (and 1 other)';
  assert.is(told(1000), `${wait}: about 400 more blocks`);
  assert.is(told(100), `${wait}: may take all the time there is`);
  assert.is(told(0), '2 of 4 comparisons decided; 2 cannot be told in this time');
});

test('of those that the answer rests on, and of all', () => {
  const measured = after(5);
  assert.is(
    outlook(measured, restsOn(measured.comparisons), { blocks: 5, blocksLeft: 10 }),
    '3 of the 3 comparisons that the answer rests on decided (12 of 12 in all)',
  );
});

test('no advice to stream while something may still turn out to be faster', () => {
  const close: Truth[] = [TRUTHS[0]!, { way: batchOf(4), totalMs: 300, tps: 94.5 }];
  assert.equal(
    preliminary(after(4, close)).filter((text) => text.startsWith('Stream')),
    [],
  );
});

test('streaming alone, and nothing at all', () => {
  assert.equal(preliminary(after(2, TRUTHS.slice(0, 1))), ['The most tokens per second: streaming.']);
  assert.equal(preliminary(soFar(matrix([]), 3)), []);
  assert.is(outlookOfAll(soFar(matrix([]), 3), { blocks: 1, blocksLeft: 3 }), '0 of 0 comparisons decided');
});

test.run();
