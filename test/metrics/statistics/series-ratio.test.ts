import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairedSeriesRatio, seriesRatio } from '../../../src/metrics/statistics/series-ratio.js';
import { unpairedRatio } from '../../../src/metrics/statistics/unpaired.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { gaussian } from '../../support/noise.js';

test('of independent values it is the usual ratio', () => {
  // alternation is negative correlation, which earns nothing
  const [a, b] = [
    [2, 4, 2, 4, 2, 4],
    [1, 2, 1, 2, 1, 2],
  ];
  assert.equal(seriesRatio(a, b), unpairedRatio(a, b));
  near(seriesRatio(a, b).estimate, 2, 1e-12);
});

test('what both had in common cancels in pairs; by hand: logs of 1.1 and 1.3 in turn', () => {
  const common = [1, 50, 3, 200, 7, 1];
  const { estimate, low, high, pValue } = pairedSeriesRatio(
    common.map((value, i) => [value * (i % 2 ? 1.3 : 1.1), value] as const),
  );
  near(estimate, Math.sqrt(1.1 * 1.3), 1e-12);
  // half of ln(1.3/1.1) is the deviation of each: sd = 0.08353 √(6/5), over √6, times t₅ = 2.5706
  near(Math.log(high! / low!) / 2, (2.570582 * 0.0835271 * Math.sqrt(6 / 5)) / Math.sqrt(6), 1e-5);
  assert.ok(pValue! < 0.01);
});

test('under three values there is no interval', () => {
  assert.is(seriesRatio([1, 2], [1, 2]).low, null);
  assert.is(pairedSeriesRatio([[2, 1]]).high, null);
  assert.is(pairedSeriesRatio([[2, 1]]).estimate, 2);
});

/** A line that grows and shrinks: neighbours are alike. */
function wandering(random: () => number): number[] {
  let level = gaussian(random);
  return Array.from({ length: 20 }, () => {
    level = 0.6 * level + 0.8 * gaussian(random);
    return Math.exp(0.3 * level);
  });
}

test('of series that wander alike 1 is excluded in about 5 %, where independence would say so in 20 % or more', () => {
  const random = seededRandom(11);
  const tries = Array.from({ length: 500 }, () => [wandering(random), wandering(random)] as const);
  const excluded = (ratio: typeof seriesRatio | typeof unpairedRatio) =>
    tries.filter(([a, b]) => ratio(a, b).pValue! < 0.05).length / tries.length;
  const paired = tries.filter(([a, b]) => pairedSeriesRatio(a.map((x, i) => [x, b[i]!])).pValue! < 0.05);
  const rates = [excluded(seriesRatio), paired.length / tries.length, excluded(unpairedRatio)];
  assert.ok(rates[0]! < 0.08 && rates[1]! < 0.1 && rates[2]! > 0.2, `${rates}`);
});

test.run();
