import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  cliffsDelta,
  hodgesLehmann,
  hodgesLehmannShift,
} from '../../../src/metrics/statistics/effect-size.js';
import { near } from '../../support/near.js';
import { V, X } from './samples.js';

test("Hodges–Lehmann: 0.46 for Hollander & Wolfe's depression scores (their example 3.3)", () => {
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  near(hodgesLehmann(before.map((x, i) => x - after[i]!)), 0.46, 1e-12);
});

test('two samples: numpy.median(numpy.subtract.outer(x, v))', () => {
  near(hodgesLehmannShift(X, V), 2.7, 1e-12);
});

test("Cliff's delta is 2U/nm − 1, U of scipy.stats.mannwhitneyu", () => {
  near(cliffsDelta(X, V), (2 * 146.5) / 160 - 1, 1e-12);
  assert.is(cliffsDelta([1, 2], [1, 2]), 0);
  assert.throws(() => cliffsDelta([], [1]), /not empty/);
});

test.run();
