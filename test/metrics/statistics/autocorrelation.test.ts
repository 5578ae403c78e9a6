import { mean } from 'simple-statistics';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  effectiveSampleSize,
  lag1Autocorrelation,
  residualAutocorrelation,
} from '../../../src/metrics/statistics/autocorrelation.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { playTrials } from '../../support/noise.js';

/** R's dataset `lh`: luteinising hormone in blood, 48 samples ten minutes apart. R: acf(lh) gives 0.576 at lag 1. */
const LH = [
  2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9,
  1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5,
  3.1, 2.6, 2.1, 3.4, 3.0, 2.9,
];

test('lag 1 of lh: statsmodels acf 0.575524475524', () => {
  near(lag1Autocorrelation(LH), 0.575524475524, 1e-12);
});

test('too short or constant: no answer', () => {
  assert.is(lag1Autocorrelation([1, 2]), null);
  assert.is(lag1Autocorrelation([1, 1, 1]), null);
});

test('effective sample size: by the formula, never above n, never below 2', () => {
  near(effectiveSampleSize(48, 0.5), 16, 1e-12);
  assert.is(effectiveSampleSize(10, -0.5), 10);
  assert.is(effectiveSampleSize(10, 0.9), 2);
});

test('the level of a group is no correlation: one group on its own, or two far apart, give the same', () => {
  const alone = LH.map((value) => ({ group: 'a', value }));
  near(residualAutocorrelation(alone), (48 * 0.575524475524 + 1) / 45, 1e-9);
  const apart = LH.map((value, i) => ({ group: i < 24 ? 'a' : 'b', value: i < 24 ? value : value + 1000 }));
  assert.ok(Math.abs(residualAutocorrelation(apart) - residualAutocorrelation(alone)) < 0.1);
  assert.is(residualAutocorrelation([{ group: 'a', value: 1 }]), 0);
});

test('it finds the correlation of a played run of three cells, though each cell has few trials', () => {
  const random = seededRandom(1);
  const estimates = Array.from({ length: 400 }, () =>
    residualAutocorrelation(
      playTrials([1, 2, 4], 12, { sd: 0.05, rho: 0.5 }, random).map(({ cell, value }) => ({
        group: `${cell}`,
        value: Math.log(value),
      })),
    ),
  );
  near(mean(estimates), 0.55, 0.05); // on the safe side of 0.5
});

test.run();
