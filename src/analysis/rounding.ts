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
export function placesApart(places: number, values: readonly number[], none: number): number {
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
