import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timeBatches } from '../../../src/metrics/statistics/time-batches.js';

const sizes = (n: number) => timeBatches(Array.from({ length: n }, (_, i) => i)).map(({ length }) => length);

test('20 batches of nearly equal size; fewer where they would be too small', () => {
  assert.equal(sizes(240), new Array(20).fill(12));
  assert.equal(new Set(sizes(250)), new Set([12, 13]));
  assert.equal(sizes(17), [6, 5, 6]);
  assert.equal(sizes(3), [3]);
  assert.equal(sizes(0), [0]);
});

test('in order, and nothing is lost', () => {
  const series = Array.from({ length: 251 }, (_, i) => i);
  assert.equal(timeBatches(series).flat(), series);
});

test.run();
