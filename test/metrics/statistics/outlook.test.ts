import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blocksToDecide, chanceToDecide, type LogRatios } from '../../../src/metrics/statistics/outlook.js';
import { near } from '../../support/near.js';

const CLAIM = { limit: Math.log(1.05), alpha: { different: 0.01, same: 0.02 } };
const LARGE: LogRatios = { mean: 0.1, spread: 0.08, n: 6 };
const SMALL: LogRatios = { mean: -0.01, spread: 0.05, n: 8 };
const AT_THE_LIMIT: LogRatios = { mean: 0.048, spread: 0.05, n: 8 };

// Expected: scipy 1.17.1. First n with 2 · t.sf(room √n / spread, n − 1) · 5 √n ≤ α, less the blocks there are
test('further blocks until a claim can be made, if nothing changes', () => {
  assert.is(blocksToDecide(LARGE, CLAIM), 8);
  assert.is(blocksToDecide(SMALL, CLAIM), 17);
  assert.is(blocksToDecide(AT_THE_LIMIT, CLAIM), null);
});

// Expected: scipy, t.cdf of the claims' bounds about the mean, in units of spread · √(1/n − 1/N)
test('the chance of a claim after so many further blocks', () => {
  near(chanceToDecide(LARGE, 1, CLAIM), 0.0003811675975273435, 1e-9);
  near(chanceToDecide(LARGE, 5, CLAIM), 0.21706237372175885, 1e-9);
  near(chanceToDecide(LARGE, 32, CLAIM), 0.9192482455556595, 1e-9);
  near(chanceToDecide(SMALL, 20, CLAIM), 0.5107148697076787, 1e-9);
  near(chanceToDecide(AT_THE_LIMIT, 20, CLAIM), 0.5030724274457058, 1e-9);
});

test('without another block nothing more is claimed', () => {
  assert.is(chanceToDecide(LARGE, 0, CLAIM), 0);
});

test('of one sign as of the other', () => {
  const mirrored = { ...LARGE, mean: -LARGE.mean };
  assert.is(blocksToDecide(mirrored, CLAIM), blocksToDecide(LARGE, CLAIM));
  near(chanceToDecide(mirrored, 5, CLAIM), chanceToDecide(LARGE, 5, CLAIM), 1e-12);
});

test.run();
