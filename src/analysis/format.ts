import { extent } from 'simple-statistics';
import { type Interval, isBounded } from '../metrics/statistics/interval.js';

/** A number with about three digits that mean something. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || value === 0) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toPrecision(2);
}

interface Unit {
  readonly factor: number;
  readonly suffix: string;
}

/** Writes an interval in one unit: "2.40 s (2.20–2.60)"; without bounds it says how few values there are. */
function withBounds(interval: Interval, { factor, suffix }: Unit): string {
  const write = (value: number) => digits(value * factor);
  // a dash before a minus sign cannot be read
  const dash = (interval.low ?? 0) < 0 ? ' to ' : '–';
  const bounds = isBounded(interval)
    ? `(${write(interval.low)}${dash}${write(interval.high)})`
    : `(n = ${interval.n}, no interval)`;
  return `${write(interval.estimate)}${suffix} ${bounds}`;
}

/** Times below a second in ms, others in s. */
const unitOf = (ms: number): Unit =>
  Math.abs(ms) < 1000 ? { factor: 1, suffix: ' ms' } : { factor: 1e-3, suffix: ' s' };

export const duration = (ms: Interval): string => withBounds(ms, unitOf(ms.estimate));

/** A time alone. */
export function time(ms: number): string {
  const { factor, suffix } = unitOf(ms);
  return `${digits(ms * factor)}${suffix}`;
}

export const times = (ratio: Interval): string => withBounds(ratio, { factor: 1, suffix: '×' });
export const mebibytes = (mb: Interval): string => withBounds(mb, { factor: 1, suffix: ' MiB' });
export const tokensPerSecond = (tps: Interval): string => withBounds(tps, { factor: 1, suffix: ' tok/s' });
export const percent = (share: Interval): string => withBounds(share, { factor: 100, suffix: ' %' });

/** "1 trial", "2 trials". */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** "2", "2 and 4", "2, 4 and 8". */
export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The n behind several values: "3", or "3 to 5" where they differ. */
export function countRange(ns: readonly number[]): string {
  if (ns.length === 0) return '0';
  const [least, most] = extent([...ns]);
  return least === most ? `${least}` : `${least} to ${most}`;
}
