import { median } from 'simple-statistics';

/** Hodges–Lehmann shift of paired differences: the median of the means of all pairs of them (Hodges & Lehmann 1963). */
export function hodgesLehmann(differences: readonly number[]): number {
  return median(differences.flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2)));
}

/** Hodges–Lehmann shift of a against b, two independent samples: the median of all differences a − b. */
export function hodgesLehmannShift(a: readonly number[], b: readonly number[]): number {
  return median(a.flatMap((x) => b.map((y) => x - y)));
}

/**
 * Cliff's delta (Cliff 1993, Psych. Bull. 114, 494–509): the chance that a value of a exceeds one of b, less the chance of
 * the reverse. −1 … 1; 0: neither tends to be larger.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0)
    throw new RangeError("Cliff's delta needs two samples that are not empty");
  let balance = 0;
  for (const x of a) for (const y of b) balance += Math.sign(x - y);
  return balance / (a.length * b.length);
}
