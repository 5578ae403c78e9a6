import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { added, leastSquares, momentsOf } from '../../../src/analysis/cost-model/moments.js';
import { near } from '../../support/near.js';

const test = suite('analysis/cost-model/moments');

/** NIST Statistical Reference Datasets, "Norris": y, x (itl.nist.gov/div898/strd/lls/data/Norris.shtml). */
// biome-ignore format: a table
const NORRIS: readonly (readonly [number, number])[] = [
  [0.1, 0.2], [338.8, 337.4], [118.1, 118.2], [888, 884.6], [9.2, 10.1], [228.1, 226.5], [668.5, 666.3],
  [998.5, 996.3], [449.1, 448.6], [778.9, 777], [559.2, 558.2], [0.3, 0.4], [0.1, 0.6], [778.1, 775.5],
  [668.8, 666.9], [339.3, 338], [448.9, 447.5], [10.8, 11.6], [557.7, 556], [228.3, 228.1], [998, 995.8],
  [888.8, 887.6], [119.6, 120.2], [0.3, 0.3], [0.6, 0.3], [557.6, 556.8], [339.3, 339.1], [888, 887.2],
  [998.5, 999], [778.9, 779], [10.2, 11.1], [117.6, 118.3], [228.9, 229.2], [668.4, 669.1], [449.2, 448.9],
  [0.2, 0.5],
];
const rows = NORRIS.map(([y, x]) => ({ x: [1, x], y }));

test("NIST's certified values", () => {
  const { estimates, standardErrors } = leastSquares(momentsOf(rows))!;
  near(estimates[0]!, -0.262323073774029, 1e-9);
  near(estimates[1]!, 1.00211681802045, 1e-11);
  near(standardErrors[0]!, 0.232818234301152, 1e-8);
  near(standardErrors[1]!, 0.429796848199937e-3, 1e-11);
});

test('sums of parts are the sum of the whole', () => {
  const parts = leastSquares(added(momentsOf(rows.slice(0, 9)), momentsOf(rows.slice(9))))!;
  near(parts.estimates[1]!, 1.00211681802045, 1e-11);
});

test('nothing where the columns do not differ, one is 0, or there are too few rows', () => {
  assert.is(leastSquares(momentsOf(rows.map(({ y, x }) => ({ y, x: [...x, 2 * x[1]!] })))), null);
  assert.is(leastSquares(momentsOf(rows.map(({ y, x }) => ({ y, x: [...x, 0] })))), null);
  assert.is(leastSquares(momentsOf(rows.slice(0, 2))), null);
  assert.is(leastSquares(momentsOf([])), null);
});

test.run();
