import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Interval } from '../../../src/metrics/statistics/interval.js';
import { seriesShare, shareInterval } from '../../../src/metrics/statistics/share.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';

/** Newcombe 1998, table I, method 3 (score). */
const NEWCOMBE: readonly (readonly [hits: number, n: number, low: number, high: number])[] = [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
];
for (const [hits, n, low, high] of NEWCOMBE) {
  test(`${hits} of ${n}: Newcombe's table`, () => {
    const interval = shareInterval(hits, n);
    near(interval.low, low, 5e-5);
    near(interval.high, high, 5e-5);
  });
}

test('all of them: the mirror of none', () => {
  near(shareInterval(20, 20).low, 1 - 0.1611, 5e-5);
  near(shareInterval(20, 20).high, 1, 1e-15);
});

const series = (text: string) => [...text].map((letter) => letter === '+');

test('a series that knows no order is worth its number', () => {
  // alternation is negative correlation, which earns nothing
  assert.equal(seriesShare(series('+-'.repeat(20))), shareInterval(20, 40));
  assert.equal(seriesShare(series('+'.repeat(30))), shareInterval(30, 30));
  assert.equal(seriesShare([true]), shareInterval(1, 1));
  // to the bit: it is compared with what is wanted
  for (let n = 10; n < 200; n += 10) {
    assert.is(seriesShare(Array.from({ length: n }, (_, i) => i >= n / 10)).estimate, (n * 0.9) / n);
  }
});

test('hits and misses that come together are worth less', () => {
  const bursts = seriesShare(series(`${'+'.repeat(20)}${'-'.repeat(20)}`));
  assert.is(bursts.estimate, 0.5);
  assert.ok(bursts.n < 10, `${bursts.n}`);
  assert.ok(bursts.high! - bursts.low! > 0.45);
});

/** A line before one server: whether each request of a Poisson load began within so many services. */
function line(load: number, requests: number, patience: number, random: () => number): boolean[] {
  let free = 0;
  let now = 0;
  return Array.from({ length: requests }, () => {
    now += -Math.log(1 - random()) / load;
    const start = Math.max(now, free);
    free = start + 1;
    return start - now <= patience;
  });
}

test('of a load near saturation it misses the truth much less often than independence would', () => {
  const random = seededRandom(3);
  const loads = Array.from({ length: 300 }, () => line(0.8, 400, 4, random));
  const truth = loads.flat().filter(Boolean).length / loads.flat().length;
  const misses = (interval: (series: readonly boolean[]) => Interval) =>
    loads.map(interval).filter(({ low, high }) => truth < low! || truth > high!).length / loads.length;
  const naive = misses((one) => shareInterval(one.filter(Boolean).length, one.length));
  const worth = misses((one) => seriesShare(one));
  assert.ok(worth < 0.6 * naive && naive > 0.5, `${worth} against ${naive}`);
});

test.run();
