import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { effectiveSampleSize, lag1Autocorrelation } from '../../../src/metrics/statistics/autocorrelation.js';
import { near } from './near.js';

/** R's dataset `lh`: luteinising hormone in blood, 48 samples ten minutes apart. R: acf(lh) gives 0.576 at lag 1. */
const LH = [
  2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9,
  1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5,
  3.1, 2.6, 2.1, 3.4, 3.0, 2.9,
];

test('lag 1 of lh: statsmodels acf 0.575524475524', () => {
  near(lag1Autocorrelation(LH), 0.575524475524, 1e-12);
  near(effectiveSampleSize(LH), (48 * (1 - 0.575524475524)) / (1 + 0.575524475524), 1e-9);
});

test('too short or constant: no answer, and no credit', () => {
  assert.is(lag1Autocorrelation([1, 2]), null);
  assert.is(lag1Autocorrelation([1, 1, 1]), null);
  assert.is(effectiveSampleSize([1, 2]), 2);
  assert.is(effectiveSampleSize([1, -1, 1, -1]), 4);
});

test.run();
