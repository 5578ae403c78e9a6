import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { upperFence } from '../../../src/metrics/statistics/fence.js';

const test = suite('metrics/statistics/fence');

test('five robust standard deviations above the median: 1 1 2 2 4 6 9 has median 2 and MAD 1 (R: mad() = 1.4826)', () => {
  assert.is(upperFence([1, 1, 2, 2, 4, 6, 9], 0), 2 + 5 * 1.4826);
});

test('values that are all alike: the margin', () => {
  assert.is(upperFence([0.25, 0.25, 0.25], 0.5), 0.75);
});

test('a few far values do not move it', () => {
  assert.is(upperFence([2, 2, 2, 2, 2, 900, 900], 1), 3);
});

test.run();
