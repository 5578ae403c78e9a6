import { type Interval, isBounded } from '../../metrics/statistics/interval.js';

/** A ratio that was measured at one size. */
export interface RatioAt {
  readonly size: number;
  readonly ratio: Interval;
}

/**
 * Where a ratio passes 1 as the size grows. `before`: it is above at every size measured; `never`: at none; `mixed`: it
 * comes back, so that there is no such size. The bounds are where the interval's own edges pass 1 (null: not within what
 * was measured).
 */
export type Crossover =
  | { readonly kind: 'at'; readonly size: number; readonly low: number | null; readonly high: number | null }
  | { readonly kind: 'before'; readonly size: number }
  | { readonly kind: 'mixed' }
  | { readonly kind: 'never'; readonly size: number };

/** Linear interpolation of log ratio over log size: both grow by factors. Null where the line does not pass 1. */
function passesOne(points: readonly (readonly [size: number, ratio: number])[]): number | null {
  for (const [i, [size, ratio]] of points.entries()) {
    const previous = points[i - 1];
    if (!previous || ratio < 1 || previous[1] >= 1) continue;
    const share = -Math.log(previous[1]) / (Math.log(ratio) - Math.log(previous[1]));
    return previous[0] * (size / previous[0]) ** share;
  }
  return null;
}

/**
 * The size from which a ratio exceeds 1.
 * @param points measured at different sizes, at least one; for a ratio that falls through 1 give its inverse
 */
export function crossover(points: readonly RatioAt[]): Crossover {
  const sorted = [...points].sort((a, b) => a.size - b.size);
  const first = sorted[0]!;
  const bounded = sorted.every(({ ratio }) => isBounded(ratio));
  const edge = (which: 'low' | 'high') =>
    bounded ? passesOne(sorted.map(({ size, ratio }) => [size, ratio[which]!])) : null;
  const above = sorted.map(({ ratio }) => ratio.estimate >= 1);
  if (!above.includes(false)) return { kind: 'before', size: first.size };
  if (!above.includes(true)) return { kind: 'never', size: sorted.at(-1)!.size };
  if (above.lastIndexOf(false) > above.indexOf(true)) return { kind: 'mixed' };
  const size = passesOne(sorted.map(({ size, ratio }) => [size, ratio.estimate]))!;
  // the upper edge passes 1 first: the earliest size at which the ratio may exceed it
  return { kind: 'at', size, low: edge('high'), high: edge('low') };
}
