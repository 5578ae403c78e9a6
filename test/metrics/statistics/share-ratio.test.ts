import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shareInterval } from '../../../src/metrics/statistics/share.js';
import { shareRatio } from '../../../src/metrics/statistics/share-ratio.js';
import { near } from '../../support/near.js';

test('bounds of the ratio: 56/70 against 48/80', () => {
  // Wilson: 0.8 (0.692, 0.877) against 0.6 (0.490, 0.700); then Donner & Zou's formula, in Python
  const { estimate, low, high } = shareRatio(shareInterval(56, 70), shareInterval(48, 80))!;
  near(estimate, 0.8 / 0.6, 1e-12);
  near(low!, 1.07829, 5e-5);
  near(high!, 1.66292, 5e-5);
});

test("p-value: Newcombe's interval of the difference, 56/70 − 48/80, is 0.0524 to 0.3339 (table II, method 10)", () => {
  // |z| = 0.2 / (0.2 − 0.0524) · 1.95996 = 2.6558: two-sided 0.0079
  near(shareRatio(shareInterval(56, 70), shareInterval(48, 80))!.pValue!, 0.0079, 1e-4);
});

test('all or none have bounds; of none there is no ratio', () => {
  const [all, none] = [shareInterval(50, 50), shareInterval(0, 50)];
  const same = shareRatio(all, all)!;
  assert.equal([same.estimate, same.pValue], [1, 1]);
  near(same.low! * same.high!, 1, 1e-9);
  const lost = shareRatio(none, all)!;
  assert.equal([lost.estimate, lost.low], [0, 0]);
  assert.ok(lost.high! < 0.1 && lost.pValue! < 1e-6);
  assert.is(shareRatio(all, none), null);
});

test.run();
