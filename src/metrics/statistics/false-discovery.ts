/**
 * Adjusted p-values of Benjamini and Hochberg (1995, JRSS B 57, 289–300): of those at or below 0.05 about 5 % at most
 * are there by chance. For a map of many small comparisons, where Holm's promise (no false one among all of them) would
 * leave nothing of three repeats each. In the order given.
 *
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * statistics.benjaminiHochberg([0.01, 0.04, 0.03]); // → [0.03, 0.04, 0.04]
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const m = pValues.length;
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted: number[] = new Array(m);
  let least = 1;
  order.forEach((i, fromLargest) => {
    least = Math.min(least, (pValues[i]! * m) / (m - fromLargest));
    adjusted[i] = least;
  });
  return adjusted;
}
