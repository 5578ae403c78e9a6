import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { meanInterval, studentInterval } from '../../../src/metrics/statistics/mean-interval.js';
import { pairedRatio } from '../../../src/metrics/statistics/paired.js';
import { unpairedRatio, welchInterval } from '../../../src/metrics/statistics/unpaired.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { V, W, X } from './samples.js';

const options = { random: seededRandom(1) };

test('paired ratio of five clusters: scipy.stats.ttest_1samp of the logs', () => {
  const pairs = X.slice(0, 5).map((a, i) => ({ a, b: W[i]!, cluster: `${i}` }));
  const { estimate, low, high, pValue, n, method } = pairedRatio(pairs, options);
  near(estimate, 1.113363087953, 1e-11);
  near(low, 1.035894447769, 1e-11);
  near(high, 1.196625166092, 1e-11);
  near(pValue, 0.014445965179418973, 1e-12);
  assert.equal([n, method], [5, 't']);
});

test('pairs of one cluster count as one value', () => {
  const pair = (a: number, b: number, cluster: string) => ({ a, b, cluster });
  const doubled = [pair(2, 1, 'x'), pair(8, 1, 'x'), pair(4, 1, 'y'), pair(3, 1, 'z')];
  assert.equal(
    pairedRatio(doubled, options),
    pairedRatio(
      doubled
        .slice(2)
        .concat(pair(4, 1, 'x'))
        .reverse(),
      options,
    ),
  );
});

test('two values have no interval, three do', () => {
  const two = studentInterval([1, 2]);
  assert.equal(two, { estimate: 1.5, low: null, high: null, pValue: null, n: 2, method: 'none' });
  assert.is(studentInterval([1, 2, 3]).method, 't');
});

test('the bootstrap starts at forty values', () => {
  const values = Array.from({ length: 40 }, (_, i) => i);
  assert.is(meanInterval(values.slice(1), options).method, 't');
  assert.is(meanInterval(values, options).method, 'BCa');
});

test('it ends at a thousand: there even skewed values have nearly the same interval by both', () => {
  const random = seededRandom(3);
  const skewed = Array.from({ length: 1000 }, () => -Math.log(1 - random())); // exponential: skewness 2
  const [bootstrap, student] = [meanInterval(skewed, options), studentInterval(skewed)];
  assert.is(bootstrap.method, 'BCa');
  const width = student.high! - student.low!;
  near(bootstrap.low, student.low!, 0.05 * width);
  near(bootstrap.high, student.high!, 0.05 * width);
  assert.is(meanInterval([...skewed, 1], options).method, 't');
});

test('equal values: nothing to doubt', () => {
  const { low, high, pValue } = studentInterval([2, 2, 2]);
  assert.equal([low, high, pValue], [2, 2, 0]);
  assert.is(studentInterval([0, 0, 0]).pValue, 1);
});

test('two samples: scipy.stats.ttest_ind(equal_var=False) has df 5.89 and p 0.1264 here; rounding df down widens it', () => {
  const { estimate, low, high, pValue, method } = unpairedRatio(X.slice(0, 5), V.slice(0, 4));
  near(estimate, Math.sqrt(0.912895309987 * 1.766656932868), 1e-9);
  assert.ok(low! < 0.912895309987 && low! > 0.89);
  assert.ok(high! > 1.766656932868 && high! < 1.8);
  assert.ok(pValue! > 0.12639323024748098 && pValue! < 0.14);
  assert.is(method, 'welch');
});

test('Welch with equal sizes and variances has the 2n − 2 degrees of freedom of the pooled test', () => {
  // scipy.stats.ttest_ind([1,2,3],[2,3,4]): t = −1.224744871391589, p = 0.2878641347266908
  near(welchInterval([1, 2, 3], [2, 3, 4]).pValue, 0.2878641347266908, 1e-12);
});

test('a ratio needs positive numbers', () => {
  assert.throws(() => pairedRatio([{ a: 1, b: 0, cluster: 'run 1' }], options), /got 1 and 0 in run 1/);
  assert.throws(() => pairedRatio([], options), /at least one pair/);
  assert.throws(() => unpairedRatio([1, 2, Number.NaN], [1, 2, 3]), /got NaN/);
});

test.run();
