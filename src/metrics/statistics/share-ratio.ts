import { normalCdf, normalQuantile } from './distributions.js';
import { type Bounded, DEFAULT_LEVEL, type Interval } from './interval.js';

/**
 * Ratio a/b of two shares from the interval of each (MOVER-R: Donner & Zou 2012, Stat. Methods Med. Res. 21, 347–359), which
 * has bounds where all or none did. The p-value is of Newcombe's interval of their difference (1998, Statist. Med. 17,
 * 873–890, method 10): the level at which it would just reach 0. Null where b is 0, of which there is no ratio.
 */
export function shareRatio(a: Bounded, b: Bounded): Interval | null {
  if (b.estimate === 0) return null;
  const n = Math.min(a.n, b.n);
  return {
    estimate: a.estimate / b.estimate,
    low: bound(a, b, a.low, b.high, -1),
    high: b.low > 0 ? bound(a, b, a.high, b.low, 1) : null,
    pValue: pValueOf(a, b),
    n,
    method: 'wilson',
  };
}

function bound(a: Bounded, b: Bounded, ofA: number, ofB: number, sign: 1 | -1): number {
  const product = a.estimate * b.estimate;
  const [left, right] = [ofA * (2 * a.estimate - ofA), ofB * (2 * b.estimate - ofB)];
  return (product + sign * Math.sqrt(Math.max(0, product ** 2 - left * right))) / right;
}

function pValueOf(a: Bounded, b: Bounded): number {
  const difference = Math.abs(a.estimate - b.estimate);
  if (difference === 0) return 1;
  const [upper, lower] = a.estimate > b.estimate ? [a, b] : [b, a];
  const half = Math.hypot(upper.estimate - upper.low, lower.high - lower.estimate);
  return 2 * (1 - normalCdf((difference / half) * normalQuantile((1 + DEFAULT_LEVEL) / 2)));
}
