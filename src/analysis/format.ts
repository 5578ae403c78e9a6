/** The one place in which numbers become text for people. Nothing here is for programs: JSON and CSV keep every digit. */
import { extent } from 'simple-statistics';
import { type Interval, isBounded, rescale } from '../metrics/statistics/interval.js';
import { amount, placesKnown, placesOf, placesShown, range, type Unit, written } from './amount.js';

/** A number with about three digits that mean something. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || value === 0) return written(value, 0);
  return written(value, size >= 10 ? 1 : size >= 1 ? 2 : placesOf(value, 2));
}

/** A number that was set, not measured, such as an arrival rate: no zeros at its end. */
export const exact = (value: number): string =>
  digits(value).replace(/\.(\d*?)0+$/, (_, rest) => rest && `.${rest}`);

/** A share alone, in percent. */
export const percentage = (share: number): string => `${digits(share * 100)} %`;

/** Times below a second in ms, others in s. */
const unitOf = (ms: number): Unit =>
  Math.abs(ms) < 1000 ? { factor: 1, suffix: ' ms', none: 0 } : { factor: 1e-3, suffix: ' s', none: 0 };

export const duration = (ms: Interval): string => amount(ms, unitOf(ms.estimate));

/** The estimate alone, as exactly as it is known. */
function estimateOf(interval: Interval, { factor, suffix }: Unit): string {
  const shown = rescale(interval, (value) => value * factor);
  return written(shown.estimate, placesShown(shown)) + suffix;
}

/** A time without its interval, as exactly as it is known. */
export const briefly = (ms: Interval): string => estimateOf(ms, unitOf(ms.estimate));

/** A time without an interval. */
export function time(ms: number): string {
  const { factor, suffix } = unitOf(ms);
  return `${digits(ms * factor)}${suffix}`;
}

const TIMES: Unit = { factor: 1, suffix: '×', none: 1 };

export const times = (ratio: Interval): string => amount(ratio, TIMES);
const MEBIBYTES: Unit = { factor: 1, suffix: ' MiB', none: 0 };
const TOKENS_PER_SECOND: Unit = { factor: 1, suffix: ' tok/s', none: 0 };
const PERCENT: Unit = { factor: 100, suffix: ' %', none: 0 };

/** Energies below a joule in mJ. */
const energyUnit = (joules: number): Unit =>
  joules < 1 ? { factor: 1000, suffix: ' mJ', none: 0 } : { factor: 1, suffix: ' J', none: 0 };

export const mebibytes = (mb: Interval): string => amount(mb, MEBIBYTES);
export const tokensPerSecond = (tps: Interval): string => amount(tps, TOKENS_PER_SECOND);
/** "12.5 % (11.0–14.0)": a share, 0 to 1, with its interval. */
export const percent = (share: Interval): string => amount(share, PERCENT);

export const joules = (energy: Interval): string => amount(energy, energyUnit(energy.estimate));

/** How each kind of quantity is written: with its interval, or where there is no room, without. */
export interface Writer {
  readonly duration: (ms: Interval) => string;
  readonly tokensPerSecond: (tps: Interval) => string;
  readonly mebibytes: (mb: Interval) => string;
  readonly percent: (share: Interval) => string;
  readonly joules: (energy: Interval) => string;
}
export const WITH_BOUNDS: Writer = { duration, tokensPerSecond, mebibytes, percent, joules };
export const ESTIMATES: Writer = {
  duration: briefly,
  tokensPerSecond: (tps) => estimateOf(tps, TOKENS_PER_SECOND),
  mebibytes: (mb) => estimateOf(mb, MEBIBYTES),
  percent: (share) => estimateOf(share, PERCENT),
  joules: (energy) => estimateOf(energy, energyUnit(energy.estimate)),
};

/** Where it is not known on which side of 1 a ratio lies, its estimate says nothing: "0.97–1.04×". */
export const timesRange = (ratio: Interval): string =>
  isBounded(ratio) ? `${range(ratio, TIMES.none)}${TIMES.suffix}` : times(ratio);

/** A ratio as a change, with its sign: "+25 % (+20 to +31)". */
export function change(ratio: Interval): string {
  const shown = rescale(ratio, (times) => 100 * (times - 1));
  const places = Math.min(2, placesShown(shown));
  const estimate = signed(shown.estimate, places);
  if (!isBounded(shown)) return `about ${estimate} %`;
  const [low, high] = [shown.low, shown.high].map((value) => signed(value, places));
  return low === high ? `${estimate} %` : `${estimate} % (${low} to ${high})`;
}

const signed = (value: number, places: number): string => {
  const text = written(value, places);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

/** Where something changes over, and between what that may lie; null: not within what was measured. */
interface Crossing {
  readonly size: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A size between two that were measured, and between what it may lie: "7 (2–12)". */
export function crossingSize({ size, low, high }: Crossing): string {
  if (low === null || high === null) {
    const two = (value: number) => written(value, placesOf(value, 2));
    const known =
      low !== null
        ? `at least ${two(low)}`
        : high !== null
          ? `at most ${two(high)}`
          : 'its interval goes beyond the sizes measured';
    return `about ${two(size)} (${known})`;
  }
  const places = placesKnown(size, Math.max(high - size, size - low));
  const [middle, from, to] = [size, low, high].map((value) => written(value, places));
  return from === to ? middle! : `${middle} (${from}–${to})`;
}

/** A quotient of two estimates. */
export const roughly = (value: number): string =>
  value < 0.001 ? 'less than 0.001' : `about ${written(value, placesOf(value, 2))}`;

/** A number of repeats as exact as it is known, which is little: to tens from 20 on, to two digits from 1,000 on. */
export const roundedUp = (repeats: number): number => {
  const unit = repeats <= 20 ? 1 : 10 ** Math.max(1, -placesOf(repeats, 2));
  return Math.ceil(repeats / unit) * unit;
};

/** "1 trial", "2 trials". */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** The first letter as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "5 %" of 0.05, with two decimals at most: a limit that somebody chose. */
export const limitText = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

/** "2", "2 and 4", "2, 4 and 8". */
export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The n behind several values: "3", or "3 to 5" where they differ. */
export function countRange(ns: readonly number[]): string {
  if (ns.length === 0) return '0';
  const [least, most] = extent([...ns]);
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** The n of each of several things: "n = 140 each", or "n = 140 for streaming, 138 for batch of 2". */
export function countsOf(all: readonly (readonly [name: string, n: number])[]): string {
  const ns = all.map(([, n]) => n);
  if (new Set(ns).size <= 1) return `n = ${ns[0] ?? 0}${ns.length > 1 ? ' each' : ''}`;
  return `n = ${all.map(([name, n]) => `${n} for ${name}`).join(', ')}`;
}
