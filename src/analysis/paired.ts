import type { Interval } from './interval.js';

// stand-in until src/metrics/statistics lands
export interface Pair {
  readonly a: number;
  readonly b: number;
}
const T = [0, 12.7, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];
function interval(values: number[], back: (x: number) => number): Interval {
  const n = values.length;
  const m = values.reduce((s, v) => s + v, 0) / n;
  if (n < 3) return { estimate: back(m), low: null, high: null, n };
  const sd = Math.sqrt(values.reduce((s, v) => s + (v - m) ** 2, 0) / (n - 1));
  const half = ((T[n - 1] ?? 2) * sd) / Math.sqrt(n);
  return { estimate: back(m), low: back(m - half), high: back(m + half), n };
}
export const pairedRatio = (pairs: readonly Pair[]): Interval =>
  interval(
    pairs.map(({ a, b }) => Math.log(a / b)),
    Math.exp,
  );
export const pairedDifference = (pairs: readonly Pair[]): Interval =>
  interval(
    pairs.map(({ a, b }) => a - b),
    (x) => x,
  );
export const meanInterval = (values: readonly number[]): Interval => interval([...values], (x) => x);
