import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { percentile } from '../../../src/metrics/statistics/percentile.js';
import { X } from './samples.js';

/** Expected: numpy.quantile and scipy.stats.quantile_test(x, p=p).confidence_interval(0.95); nan there is null here. */
test('value and interval', () => {
  assert.equal(percentile(X, 0.5), { value: 11.75, low: 10.4, high: 13.3, n: 16 });
  const quarter = percentile(X, 0.25)!;
  assert.is(quarter.value, 10.775);
  assert.equal([quarter.low, quarter.high], [9.8, 11.9]);
  const powers = Array.from({ length: 100 }, (_, i) => (i + 1) ** 1.5).reverse();
  assert.equal(percentile(powers, 0.95), {
    value: 926.678392680446,
    low: 853.8149682454624,
    high: 1000,
    n: 100,
  });
  assert.equal(percentile(powers, 0.9)!.low, 769.8727167525811);
});

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

test('suppressed where n cannot bound it', () => {
  assert.is(percentile(X, 0.95), null);
  assert.is(percentile([], 0.5), null);
  for (const [p, fewest] of [
    [0.5, 6],
    [0.95, 72],
    [0.99, 368],
  ] as const) {
    assert.is(percentile(upTo(fewest - 1), p), null);
    assert.is(percentile(upTo(fewest), p)!.high, fewest);
  }
});

test('ranks of large samples', () => {
  const bounds = (n: number, p: number) => [percentile(upTo(n), p)!.low, percentile(upTo(n), p)!.high];
  assert.equal(bounds(400, 0.95), [371, 389]);
  assert.equal(bounds(400, 0.99), [392, 400]);
  assert.equal(bounds(100_000, 0.5), [49690, 50311]);
});

test('a share is between 0 and 1', () => {
  assert.throws(() => percentile(X, 95), /got 95/);
});

test.run();
