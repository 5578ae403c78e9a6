import { bisect, errorFunction, probit } from 'simple-statistics';

/** P(Z ≤ z) of the standard normal; absolute error below 2e-7 (Abramowitz & Stegun 7.1.26, by simple-statistics). */
export function normalCdf(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}

const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Inverse of `normalCdf` for 0 < p < 1: simple-statistics' approximation, sharpened by Newton steps to 1e-5. */
export function normalQuantile(p: number): number {
  let z = probit(p);
  for (let step = 0; step < 3; step++) z -= (normalCdf(z) - p) / normalDensity(z);
  return z;
}

/** P(|T| ≤ t) of Student's t with a whole number of degrees of freedom: the finite sums of Abramowitz & Stegun 26.7.3–4. */
function studentCentre(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cos = Math.cos(angle);
  const odd = df % 2 === 1;
  let term = odd ? cos : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= df - 2; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** Two-sided p-value of a t statistic. */
export function studentPValue(t: number, df: number): number {
  return Math.max(0, 1 - studentCentre(Math.abs(t), df));
}

/** The t that holds the middle `level` of Student's distribution: 0.95 and 4 degrees give 2.776. */
export function studentQuantile(level: number, df: number): number {
  let high = 2;
  while (studentCentre(high, df) < level) high *= 2;
  return bisect((t: number) => studentCentre(t, df) - level, 0, high, 200, 1e-13);
}
