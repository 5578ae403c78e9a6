import { mean, median } from 'simple-statistics';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bcaInterval, bcaOfMean } from '../../../src/metrics/statistics/bootstrap.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { V, W, X } from './samples.js';

const options = () => ({ random: seededRandom(1), resamples: 20_000 });

/** Expected: scipy.stats.bootstrap(method='BCa', n_resamples=400000); the tolerance is that of 20,000 resamples. */
test('mean', () => {
  const { estimate, low, high, n, method } = bcaInterval([X], mean, options());
  assert.equal([estimate, n, method], [13.04375, 16, 'BCa']);
  near(low, 11.575, 0.06);
  near(high, 17.56875, 0.25);
});

test('of a mean: what the general way gives with the same draws', () => {
  const [quick, general] = [bcaOfMean(X, options()), bcaInterval([X], mean, options())];
  assert.equal([quick.estimate, quick.n, quick.method], [general.estimate, general.n, general.method]);
  // sums in another order differ in their last digit, and so does which draws equal the estimate
  near(quick.low, general.low!, 1e-3);
  near(quick.high, general.high!, 1e-3);
  const { low, high } = bcaOfMean([2, 2, 2], options());
  assert.equal([low, high], [2, 2]);
  assert.throws(() => bcaOfMean([2], options()), /got 1/);
});

test('median', () => {
  const { estimate, low, high } = bcaInterval([X], median, options());
  assert.is(estimate, 11.75);
  near(low, 10.9, 0.06);
  near(high, 12.75, 0.06);
});

const pairs = X.map((x, i) => [x, W[i]!] as const);

test('ratio and difference of pairs', () => {
  const ratio = bcaInterval(
    [pairs],
    (sample) => Math.exp(mean(sample.map(([x, w]) => Math.log(x / w)))),
    options(),
  );
  near(ratio.low, 1.0802901717064053, 0.002);
  near(ratio.high, 1.1341750911745965, 0.003);
  const difference = bcaInterval([pairs], (sample) => mean(sample.map(([x, w]) => x - w)), options());
  near(difference.low, 0.95, 0.02);
  near(difference.high, 2.3875, 0.08);
});

test('ratio of the means of two independent samples', () => {
  const { estimate, low, high } = bcaInterval([X, V], (x, v) => mean(x) / mean(v), options());
  near(estimate, 1.414723427331887, 1e-12);
  near(low, 1.2203322784810127, 0.01);
  near(high, 1.8631961166727042, 0.03);
});

test('the same seed gives the same interval', () => {
  assert.equal(bcaInterval([X], mean, options()), bcaInterval([X], mean, options()));
});

test('equal values leave nothing to doubt; one value leaves nothing to say', () => {
  const { low, high } = bcaInterval([[2, 2, 2]], mean, options());
  assert.equal([low, high], [2, 2]);
  assert.throws(() => bcaInterval([[2]], mean, options()), /got 1/);
});

test.run();
