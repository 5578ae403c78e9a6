/**
 * Holm's correction for several tests at once (Holm 1979, Scand. J. Stat. 6, 65–70): with the adjusted p-values, the chance
 * of any false rejection is at most the level. Same order as given.
 *
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * statistics.holm([0.01, 0.04, 0.03]); // → [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = [...pValues];
  let highest = 0;
  order.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    adjusted[i] = highest;
  });
  return adjusted;
}
