import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { arrivalsText, arrivalTimes, parseArrivals } from '../../src/workload/arrivals.js';
import { seededRandom } from '../../src/workload/random.js';

test('reads what the command line offers', () => {
  assert.equal(parseArrivals('poisson:0.5'), { kind: 'poisson', perSecond: 0.5 });
  assert.equal(parseArrivals('constant:4'), { kind: 'constant', perSecond: 4 });
  assert.equal(parseArrivals('closed:16'), { kind: 'closed', users: 16 });
});

test('writes what it reads', () => {
  for (const text of ['poisson:0.5', 'constant:4', 'closed:16']) {
    assert.is(arrivalsText(parseArrivals(text)), text);
  }
});

test('refuses everything else, and shows what is right', () => {
  for (const wrong of [
    '',
    'poisson',
    'poisson:',
    'poisson:0',
    'poisson:-1',
    'closed:1.5',
    'burst:4',
    'poisson:4x',
  ]) {
    assert.throws(
      () => parseArrivals(wrong),
      (error: Error) => error instanceof InputError && error.message.includes('poisson:4'),
    );
  }
});

test('constant arrivals are evenly spaced', () => {
  assert.equal(arrivalTimes({ kind: 'constant', perSecond: 4 }, 1000, seededRandom(1)), [0, 250, 500, 750]);
});

test('the gaps of a Poisson process have mean and standard deviation 1/rate', () => {
  const times = arrivalTimes({ kind: 'poisson', perSecond: 50 }, 1_000_000, seededRandom(3));
  const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  // 50,000 gaps: the standard error of both is about 0.5 %; four of them are allowed.
  assert.ok(Math.abs(mean / 20 - 1) < 0.02, `mean ${mean}`);
  assert.ok(Math.abs(deviation / 20 - 1) < 0.02, `deviation ${deviation}`);
});

test('the same seed gives the same schedule', () => {
  const schedule = (seed: number) =>
    arrivalTimes({ kind: 'poisson', perSecond: 5 }, 10_000, seededRandom(seed));
  assert.equal(schedule(1), schedule(1));
  assert.not.equal(schedule(1), schedule(2));
});

test.run();
