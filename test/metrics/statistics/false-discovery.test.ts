import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { benjaminiHochberg } from '../../../src/metrics/statistics/false-discovery.js';
import { near } from '../../support/near.js';

test('the example of Benjamini and Hochberg 1995, section 4: four of 15 at 5 %', () => {
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344];
  const q = [0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
  const found = benjaminiHochberg([...q, ...p]).map((adjusted) => adjusted <= 0.05);
  assert.equal(found, [...q.map(() => false), true, true, true, true, false, false, false, false]);
});

test("R: p.adjust(c(0.01, 0.04, 0.03, 0.005), 'BH') is 0.02 0.04 0.04 0.02", () => {
  const adjusted = benjaminiHochberg([0.01, 0.04, 0.03, 0.005]);
  [0.02, 0.04, 0.04, 0.02].forEach((expected, i) => {
    near(adjusted[i]!, expected, 1e-15);
  });
  assert.equal(benjaminiHochberg([]), []);
});

test.run();
