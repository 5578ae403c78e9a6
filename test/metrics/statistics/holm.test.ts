import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { holm } from '../../../src/metrics/statistics/holm.js';
import { near } from '../../support/near.js';

test("Holm: statsmodels multipletests(method='holm')", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.5]);
  [0.04, 0.09, 0.09, 0.025, 0.5].forEach((expected, i) => {
    near(adjusted[i]!, expected, 1e-12);
  });
  assert.equal(holm([]), []);
  assert.equal(holm([0.9, 0.8]), [1, 1]);
});

test.run();
