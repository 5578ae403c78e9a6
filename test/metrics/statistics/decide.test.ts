import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from '../../../src/metrics/statistics/decide.js';
import type { Interval } from '../../../src/metrics/statistics/interval.js';

const interval = (estimate: number, low: number | null, high: number | null): Interval => ({
  estimate,
  low,
  high,
  pValue: null,
  n: 5,
  method: 't',
});
const verdict = (...bounds: [number, number | null, number | null]) =>
  decide(interval(...bounds), 0.05).decision;

test('different needs both: the interval excludes 1 and the effect exceeds the threshold', () => {
  assert.is(verdict(1.1, 1.02, 1.19), 'greater');
  assert.is(verdict(0.9, 0.85, 0.97), 'less');
  assert.is(verdict(1.1, 0.99, 1.22), 'cannot tell');
  assert.is(verdict(1.04, 1.01, 1.07), 'cannot tell');
});

test('same needs the whole interval within the threshold', () => {
  assert.is(verdict(1, 0.97, 1.04), 'same');
  assert.is(verdict(1.02, 1.01, 1.03), 'same');
  assert.is(verdict(1, 0.94, 1.04), 'cannot tell');
  assert.is(verdict(1, 0.97, 1.06), 'cannot tell');
});

test('turning the ratio round turns the verdict round', () => {
  assert.is(verdict(1 / 1.1, 1 / 1.19, 1 / 1.02), 'less');
  assert.is(verdict(1 / 1.02, 1 / 1.049, 1 / 1.001), 'same');
});

test('no interval, no verdict', () => {
  assert.equal(decide(interval(2, null, null), 0.05), { decision: 'cannot tell', side: null });
});

test('the side is known wherever the interval excludes 1, whether or not the size is', () => {
  const side = (...bounds: [number, number, number]) => decide(interval(...bounds), 0.05).side;
  assert.is(side(1.1, 1.02, 1.19), 'above');
  assert.is(side(1.04, 1.01, 1.07), 'above');
  assert.is(side(0.98, 0.96, 0.99), 'below');
  assert.is(side(1.1, 0.99, 1.22), null);
  assert.is(side(1, 1, 1), null);
});

test.run();
