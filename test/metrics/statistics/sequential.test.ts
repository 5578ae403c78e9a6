import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isPreciseEnough,
  relativeHalfWidth,
  repeatsFor,
} from '../../../src/metrics/statistics/sequential.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { playRun } from '../../support/noise.js';
import { X } from './samples.js';

test('half width of a geometric mean, by hand: exp(t · s/√n) − 1 of the logs', () => {
  // scipy: stats.t.ppf(.975, 2) · std([0, log 1.1, log 1.2], ddof=1)/√3 = 0.2265341104482306
  near(relativeHalfWidth([1, 1.1, 1.2]), Math.exp(0.2265341104482306) - 1, 1e-12);
  assert.is(relativeHalfWidth([1, 2]), null);
});

test('stops only when every series is narrow, and never before seven values', () => {
  const narrow = [100, 101, 100, 99, 100, 101, 100];
  assert.ok(isPreciseEnough([narrow, narrow], 0.03));
  assert.not(isPreciseEnough([narrow, X], 0.03));
  assert.not(isPreciseEnough([narrow.slice(0, 6)], 0.03));
  assert.not(isPreciseEnough([[80, 120, 80, 120, 100, 100, 100]], 0.03));
});

test('stopping on width keeps the interval honest: it misses the truth in at most 7 % of 1,000 runs', () => {
  const random = seededRandom(3);
  let missed = 0;
  for (let run = 0; run < 1000; run++) {
    const [series] = playRun([1], 60, { sd: 0.04, rho: 0 }, random);
    let n = 1;
    while (n < 60 && !isPreciseEnough([series!.slice(0, n)], 0.03)) n++;
    const seen = series!.slice(0, n).map(Math.log);
    const centre = seen.reduce((sum, x) => sum + x, 0) / n;
    if (Math.abs(centre) > Math.log(1 + relativeHalfWidth(seen.map(Math.exp))!)) missed++;
  }
  assert.ok(missed <= 70, `${missed} of 1000`);
});

test('repeats for a width, by hand: t · s/√n', () => {
  // scipy: stats.t.ppf(.975, 19) / sqrt(20) = 0.4680, and with 17 and 18: 0.4973
  assert.is(repeatsFor(0.1, 0.0469), 20);
  assert.is(repeatsFor(0.1, 0.05), 18);
  assert.is(repeatsFor(0.001, 1), 3);
  assert.is(repeatsFor(0.1, 0.1 / 16), 996); // (1.9719 · 16)²: stats.t.ppf(.975, 200)
  assert.is(repeatsFor(0.1, 0.00001), null);
});

test.run();
