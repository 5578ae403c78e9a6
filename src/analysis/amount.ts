/** Numbers rounded to what is known of them, with their intervals in the form that says most. */
import { type Bounded, type Interval, isBounded, rescale } from '../metrics/statistics/interval.js';

/** Power of ten of the first digit: 2 of 472, −1 of 0.36. */
const exponent = (size: number): number => Number(Math.abs(size).toExponential().split('e')[1]);

/** Decimal places that show so many digits of a number; −1: it is rounded to tens. A zero needs none. */
export const placesOf = (value: number, significant: number): number =>
  value === 0 ? 0 : significant - 1 - exponent(value);

/**
 * Decimal places for an estimate that may be off by `half`: one digit of `half`, two where that begins with a 1 (J. R.
 * Taylor, An Introduction to Error Analysis, 2nd ed., section 2.2). Between one and three digits of the estimate.
 */
export function placesKnown(estimate: number, half: number): number {
  if (half === 0) return placesOf(estimate, 3);
  const size = Number(half.toPrecision(6));
  const digits = size / 10 ** exponent(size) < 2 ? 2 : 1;
  const known = placesOf(size, digits);
  return estimate === 0 ? known : Math.max(placesOf(estimate, 1), Math.min(placesOf(estimate, 3), known));
}

/** More places until no number is rounded onto `none` (no difference: 1 of a ratio, 0 of a difference) that is not there. */
function placesApart(places: number, values: readonly number[], none: number): number {
  const hides = (at: number) => values.some((value) => value !== none && rounded(value, at) === none);
  let enough = places;
  while (enough < places + 6 && hides(enough)) enough++;
  return enough;
}

const rounded = (value: number, places: number): number => {
  const unit = 10 ** -places;
  return places > 0 ? Number(value.toFixed(places)) : Math.round(value / unit) * unit;
};

/** A number for a person: a true minus sign, and none before a zero. */
export function written(value: number, places: number): string {
  const near = rounded(value, places);
  const text = Math.abs(near).toFixed(Math.max(0, places));
  return near < 0 ? `−${text}` : text;
}

/** What a number is written in. */
export interface Unit {
  readonly factor: number;
  readonly suffix: string;
  /** The value of no difference, onto which nothing is rounded. */
  readonly none: number;
}

/** Up to this share of the estimate an interval is printed beside it; up to `WIDE` it makes an "about"; beyond, it stands alone. */
const NARROW = 0.25;
const WIDE = 1;

/** How far the true value may be off, to its farther side. */
const halfOf = ({ estimate, low, high }: Bounded) => Math.max(high - estimate, estimate - low);

type Form = 'alone' | 'about' | 'with bounds' | 'range';

function formOf(shown: Interval): Form {
  if (!isBounded(shown)) return 'about';
  const half = halfOf(shown);
  if (half === 0) return 'alone';
  const share = half / Math.abs(shown.estimate);
  return share > WIDE ? 'range' : share > NARROW ? 'about' : 'with bounds';
}

/** What is left of equal numbers after arithmetic is no difference. */
const withoutDust = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : value);

/** An interval in one unit, rounded to what is known: "2.4 s (2.2–2.6)", "about 5 s", "0.9–45 s". */
export function amount(interval: Interval, { factor, suffix, none }: Unit): string {
  const shown = rescale(interval, (value) => withoutDust(value * factor));
  const form = formOf(shown);
  if (form === 'range' && isBounded(shown)) return `${range(shown, none)}${suffix}`;
  const bounds = form === 'with bounds' && isBounded(shown) ? [shown.low, shown.high] : [];
  const places = placesApart(placesShown(shown), [shown.estimate, ...bounds], none);
  const [estimate, low, high] = [shown.estimate, ...bounds].map((value) => written(value, places));
  const about = form === 'about' ? 'about ' : '';
  const brackets = low === high ? '' : ` (${ends(low!, high!)})`;
  return `${about}${estimate}${suffix}${brackets}`;
}

/** Decimal places of an estimate: as many as its interval leaves, or two digits without one. */
export const placesShown = (shown: Interval): number =>
  isBounded(shown) ? placesKnown(shown.estimate, halfOf(shown)) : placesOf(shown.estimate, 2);

/** The interval alone: each bound with two digits where they are far apart, else to what is known. */
export function range(shown: Bounded, none: number): string {
  const wide = formOf(shown) === 'range';
  const [low, high] = [shown.low, shown.high].map((bound) =>
    written(bound, placesApart(wide ? placesOf(bound, 2) : placesShown(shown), [bound], none)),
  );
  return low === high ? low! : ends(low!, high!);
}

/** "2.2–2.6"; a dash before a minus sign cannot be read. */
const ends = (low: string, high: string): string => `${low}${low.startsWith('−') ? ' to ' : '–'}${high}`;
