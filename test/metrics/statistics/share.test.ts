import { test } from 'uvu';
import { shareInterval } from '../../../src/metrics/statistics/share.js';
import { near } from './near.js';

/** Newcombe 1998, table I, method 3 (score). */
const NEWCOMBE: readonly (readonly [hits: number, n: number, low: number, high: number])[] = [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
];
for (const [hits, n, low, high] of NEWCOMBE) {
  test(`${hits} of ${n}: Newcombe's table`, () => {
    const interval = shareInterval(hits, n);
    near(interval.low, low, 5e-5);
    near(interval.high, high, 5e-5);
  });
}

test('all of them: the mirror of none', () => {
  near(shareInterval(20, 20).low, 1 - 0.1611, 5e-5);
  near(shareInterval(20, 20).high, 1, 1e-15);
});

test.run();
