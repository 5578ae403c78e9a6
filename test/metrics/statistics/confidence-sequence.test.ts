import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { anytimePValue, confidenceSequence } from '../../../src/metrics/statistics/confidence-sequence.js';
import { studentInterval } from '../../../src/metrics/statistics/mean-interval.js';
import { near } from '../../support/near.js';
import { W, X } from './samples.js';

/** Log ratios of the two samples. */
const RATIOS = X.map((x, i) => Math.log(x / W[i]!));

test('bounds and p-value as scipy has them: t.ppf(1 − α / (10 √n), n − 1) and 2 · t.sf(t, n − 1) · 5 √n', () => {
  const few = confidenceSequence([0.1, 0.12, 0.09, 0.11]);
  near(few.estimate, 0.105, 1e-12);
  near(few.low, 0.0568890359259531, 1e-9);
  near(few.high, 0.1531109640740469, 1e-9);
  near(few.pValue, 0.005054853461390415, 1e-12);
  const many = confidenceSequence(RATIOS, { alpha: 0.01 });
  near(many.low, 0.04293340837563956, 1e-9);
  near(many.high, 0.15543593144943404, 1e-9);
  near(many.pValue, 2.3951798553198923e-5, 1e-12);
});

test('p-values of t statistics, as scipy has them, and never above 1', () => {
  near(anytimePValue(5, 9), 0.015792386900498098, 1e-12);
  near(anytimePValue(-9, 5), 0.009434334354906227, 1e-12);
  assert.is(anytimePValue(0.1, 9), 1);
  assert.is(anytimePValue(Number.POSITIVE_INFINITY, 4), 0);
});

test('one or two values say nothing but the estimate', () => {
  assert.equal(confidenceSequence([0.3]), {
    estimate: 0.3,
    low: null,
    high: null,
    pValue: null,
    n: 1,
    method: 'none',
  });
  assert.is(confidenceSequence([0.3, 0.31]).low, null);
});

test('looking often has its price: always wider than the interval of one look', () => {
  for (let n = 3; n <= RATIOS.length; n++) {
    const seen = RATIOS.slice(0, n);
    const [often, once] = [confidenceSequence(seen), studentInterval(seen)];
    assert.ok(often.low! < once.low! && often.high! > once.high!, `${n}`);
  }
});

test.run();
