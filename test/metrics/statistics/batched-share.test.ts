import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchedShare } from '../../../src/metrics/statistics/batched-share.js';
import { shareInterval } from '../../../src/metrics/statistics/share.js';
import { near } from '../../support/near.js';

const batches = (...shares: number[]) =>
  shares.map((share) => Array.from({ length: 10 }, (_, i) => i < 10 * share));

test('nothing varies: every request counts', () => {
  assert.equal(batchedShare(batches(1, 1, 1)), shareInterval(30, 30));
  assert.equal(batchedShare(batches(0.5, 0.5, 0.5)), shareInterval(15, 30));
  assert.equal(batchedShare(batches(0.2, 0.8)), shareInterval(10, 20), 'two batches tell no spread');
});

test('by hand: batches that vary as five times fewer requests would', () => {
  // shares 0, 1, 0, 1, 0, 1: variance 0.3 of a batch, 0.05 of their mean: 0.25 / 0.05 = 5, and (1.96 / t₅ = 2.571)² of it
  const { estimate, n } = batchedShare(batches(0, 1, 0, 1, 0, 1));
  assert.is(estimate, 0.5);
  near(n, 5 * (1.959964 / 2.570582) ** 2, 1e-4);
});

test('batches alike in a row are worth less than in turn', () => {
  const inTurn = batchedShare(batches(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1));
  const inARow = batchedShare(batches(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1));
  assert.ok(inARow.n < inTurn.n && inARow.n === 2, `${inARow.n} and ${inTurn.n}`);
});

test.run();
