import { rescale } from '../metrics/statistics/interval.js';
import { placesApart, placesKnown, placesOf, written } from './rounding.js';
import { type Bounded, type Interval, isBounded } from './ways/interval.js';

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
export const halfOf = ({ estimate, low, high }: Bounded) => Math.max(high - estimate, estimate - low);

type Form = 'alone' | 'about' | 'with bounds' | 'range';

function formOf(shown: Interval): Form {
  if (!isBounded(shown)) return 'about';
  const half = halfOf(shown);
  if (half === 0) return 'alone';
  const share = half / Math.abs(shown.estimate);
  return share > WIDE ? 'range' : share > NARROW ? 'about' : 'with bounds';
}

/** An interval in one unit, rounded to what is known: "2.4 s (2.2–2.6)", "about 5 s", "0.9–45 s". */
export function amount(interval: Interval, { factor, suffix, none }: Unit): string {
  const shown = rescale(interval, (value) => value * factor);
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
  const known = placesApart(placesShown(shown), [shown.low, shown.high], none);
  const [low, high] = [shown.low, shown.high].map((bound) =>
    written(bound, wide ? placesApart(placesOf(bound, 2), [bound], none) : known),
  );
  return low === high ? low! : ends(low!, high!);
}

/** "2.2–2.6"; a dash before a minus sign cannot be read. */
const ends = (low: string, high: string): string => `${low}${low.startsWith('−') ? ' to ' : '–'}${high}`;
