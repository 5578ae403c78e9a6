import { median, medianAbsoluteDeviation } from 'simple-statistics';

/** Makes the median absolute deviation of a normal distribution its standard deviation (Rousseeuw & Croux 1993). */
const TO_STANDARD_DEVIATION = 1.4826;
const DEVIATIONS = 5;

/**
 * The largest value that is still usual beside `values`: their median and five robust standard deviations (1.4826 · MAD;
 * Hampel's identifier, with 5 for its 3 as what is measured here has a long upper tail), at least `margin` above the median.
 */
export function upperFence(values: readonly number[], margin: number): number {
  const all = [...values];
  const spread = TO_STANDARD_DEVIATION * medianAbsoluteDeviation(all);
  return median(all) + Math.max(margin, DEVIATIONS * spread);
}
