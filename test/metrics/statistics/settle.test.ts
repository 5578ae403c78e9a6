import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rescale } from '../../../src/metrics/statistics/interval.js';
import { studentInterval } from '../../../src/metrics/statistics/mean-interval.js';
import { repeatsToSettle, spreadOf } from '../../../src/metrics/statistics/settle.js';
import { seededRandom } from '../../../src/workload/random.js';
import { near } from '../../support/near.js';
import { playRun } from '../../support/noise.js';

/** The interval of a ratio by its logarithms. */
const ratio = (...logs: number[]) => rescale(studentInterval(logs), Math.exp);
const alone = { threshold: 0.05, comparisons: 1 };

test('the spread of the logarithms comes back out of their interval', () => {
  // standard deviation of 1, 2, 3, 4 by hand: √(5/3)
  near(spreadOf(ratio(1, 2, 3, 4))!, Math.sqrt(5 / 3), 1e-9);
  assert.is(spreadOf(ratio(1, 2)), null);
});

test('an effect of 0.2 with a spread of 0.1 is settled when t · s/√n is at most half of it', () => {
  const seen = { ...ratio(0, 0.1, 0.5), estimate: Math.exp(0.2), n: 3 };
  // t at 0.975 over √n: 0.9248 with 7, 1.0494 with 6
  assert.is(repeatsToSettle(seen, 0.1, alone), 7);
  // among 20 comparisons, t at 1 − 0.05/40 (Simpson's rule on its density): 0.9981 with 14, 1.0557 with 13
  assert.is(repeatsToSettle(seen, 0.1, { ...alone, comparisons: 20 }), 14);
});

test('a small effect must fit into the threshold, and no correction asks for more', () => {
  const seen = { ...ratio(0, 0.01, 0.02), estimate: 1, n: 3 };
  const [one, many] = [1, 20].map((comparisons) => repeatsToSettle(seen, 0.02, { ...alone, comparisons }));
  // (ln 1.05)/2 = 0.0244 = 1.220 spreads; t at 0.975 over √n: 1.0494 with 6, 1.2417 with 5
  assert.equal([one, many], [6, 6]);
});

test('without an interval five may tell; always more than there were; none where none would do', () => {
  assert.is(repeatsToSettle(ratio(0, 0.1), null, alone), 5);
  assert.is(repeatsToSettle({ ...ratio(1, 1.1, 1.2), n: 12 }, 0.01, alone), 13);
  assert.is(repeatsToSettle({ ...ratio(0, 0.1, 0.2), estimate: 1.05 }, 0.3, alone), null);
});

test('so many repeats do settle it, nine times in ten, among thirty comparisons', () => {
  const random = seededRandom(5);
  const rule = { threshold: 0.05, comparisons: 30 };
  const draw = (n: number) =>
    studentInterval(playRun([Math.exp(0.2)], n, { sd: 0.15, rho: 0 }, random)[0]!.map(Math.log));
  const repeats = repeatsToSettle({ ...rescale(draw(5), Math.exp), estimate: Math.exp(0.2) }, 0.15, rule)!;
  const settled = Array.from({ length: 300 }, () => draw(repeats).pValue! <= 0.05 / rule.comparisons);
  assert.ok(settled.filter(Boolean).length >= 270, `${settled.filter(Boolean).length} of 300`);
});

test.run();
