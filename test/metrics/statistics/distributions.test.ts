import { test } from 'uvu';
import {
  normalCdf,
  normalQuantile,
  studentPValue,
  studentQuantile,
} from '../../../src/metrics/statistics/distributions.js';
import { near } from '../../support/near.js';

test("Student's quantiles: scipy.stats.t.ppf(0.975, df)", () => {
  near(studentQuantile(0.95, 1), 12.706204736174694, 1e-9);
  near(studentQuantile(0.95, 2), 4.302652729749462, 1e-10);
  near(studentQuantile(0.95, 3), 3.1824463052837078, 1e-10);
  near(studentQuantile(0.95, 4), 2.7764451051977934, 1e-10);
  near(studentQuantile(0.95, 10), 2.228138851986274, 1e-10);
  near(studentQuantile(0.95, 29), 2.045229642132703, 1e-10);
});

test("Student's p-values: 2 · scipy.stats.t.sf(4.7, df)", () => {
  near(studentPValue(4.7, 1), 2 * 0.066730435479808, 1e-12);
  near(studentPValue(-4.7, 2), 2 * 0.02120515897469718, 1e-12);
  near(studentPValue(4.7, 3), 2 * 0.009110435554385654, 1e-12);
  near(studentPValue(4.7, 10), 2 * 0.00042078307526153175, 1e-12);
  near(studentPValue(4.7, 29), 2 * 2.9180064442305603e-5, 1e-12);
});

test('the normal distribution: scipy.stats.norm', () => {
  near(normalCdf(-3), 0.0013498980316300933, 2e-7);
  near(normalCdf(0.5), 0.6914624612740131, 2e-7);
  near(normalCdf(2.2), 0.9860965524865014, 2e-7);
  near(normalQuantile(0.025), -1.9599639845400545, 1e-5);
  near(normalQuantile(0.3), -0.5244005127080409, 1e-5);
  near(normalQuantile(0.995), 2.5758293035489004, 2e-5);
});

test.run();
