import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { holm } from '../../../src/metrics/statistics/holm.js';
import { wilcoxonSignedRank } from '../../../src/metrics/statistics/wilcoxon.js';
import { near } from '../../support/near.js';

/** Hollander & Wolfe's depression scores, the example of R's wilcox.test: V = 40; p = 0.0390625 (scipy.stats.wilcoxon). */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

test('without ties', () => {
  const result = wilcoxonSignedRank(BEFORE.map((x, i) => x - AFTER[i]!));
  assert.equal(result, { positive: 40, statistic: 5, pValue: 0.0390625, n: 9 });
});

test('ties and zeros, exact: scipy.stats.wilcoxon(method=PermutationMethod(n_resamples=inf))', () => {
  const result = wilcoxonSignedRank([3, -1, 2, 2, 0, 5, -2, 4, 0, 1, 6, -3]);
  assert.equal([result.statistic, result.n], [12, 10]);
  near(result.pValue, 0.134765625, 1e-12);
});

test('above fifty, normal with ties: scipy.stats.wilcoxon(method="asymptotic")', () => {
  const differences = [
    0.3, 0.5, 0, -0.6, -0.2, -0.7, 0.3, 1.6, -0.2, -0.4, 0.7, 0.6, 0.4, -0.7, 0.2, 0.9, -1.1, -0.2, -1.7, -1,
    -1.6, 0, -1, 0.5, 0.4, 0.1, -2.3, -0.3, 0.2, 0.4, -1.3, -0.2, -0.7, -0.6, 1.3, -0.6, 0.2, 1.1, -0.3, 0.1,
    0.4, 0.3, -1, 0.3, 1.6, -1.3, 1.1, 0.4, -0.4, 2.3, 1, -0.9, 0.3, 0.8, 0.1, 0.9, 0.2, 0.9, 1.7, -0.4,
  ];
  const { statistic, pValue } = wilcoxonSignedRank(differences);
  assert.is(statistic, 805.5);
  near(pValue, 0.6983649915406167, 1e-6);
});

test('five differences can never be significant at 5 %', () => {
  assert.is(wilcoxonSignedRank([0.1, 0.2, 0.3, 0.4, 0.5]).pValue, 0.0625);
});

test('nothing but zeros', () => {
  assert.is(wilcoxonSignedRank([0, 0]).pValue, 1);
});

test("Holm: statsmodels multipletests(method='holm')", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.5]);
  [0.04, 0.09, 0.09, 0.025, 0.5].forEach((expected, i) => {
    near(adjusted[i]!, expected, 1e-12);
  });
  assert.equal(holm([]), []);
  assert.equal(holm([0.9, 0.8]), [1, 1]);
});

test.run();
