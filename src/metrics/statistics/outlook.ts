import { anytimePValue, looksWorth } from './confidence-sequence.js';
import { studentPValue, studentQuantile } from './distributions.js';

/** What the log ratios of a comparison say so far. */
export interface LogRatios {
  readonly mean: number;
  /** Their standard deviation. */
  readonly spread: number;
  readonly n: number;
}

/** What it takes to claim something of a log ratio. */
export interface Claim {
  /** Log of the smallest ratio that matters. */
  readonly limit: number;
  /** Chance of a wrong claim that each kind is allowed for this comparison, at all looks together. */
  readonly alpha: { readonly different: number; readonly same: number };
}

/** More blocks than this are not planned. */
const MOST_BLOCKS = 1000;

/** How far the mean is from what would make its claim wrong: from 0 beyond the limit, from the limit within it. */
const roomOf = ({ mean }: LogRatios, limit: number): number => {
  const distance = Math.abs(mean);
  return distance > limit ? distance : limit - distance;
};

/** The claim that the mean points to: beyond the limit, or within it. */
export const kindOf = ({ mean }: Pick<LogRatios, 'mean'>, limit: number): 'different' | 'same' =>
  Math.abs(mean) > limit ? 'different' : 'same';

/** Further blocks until the claim can be made, if mean and spread stay as they are; null beyond 1,000. */
export function blocksToDecide(seen: LogRatios, { limit, alpha }: Claim): number | null {
  const enough = (n: number) =>
    anytimePValue((roomOf(seen, limit) * Math.sqrt(n)) / seen.spread, n) <= alpha[kindOf(seen, limit)];
  let [low, high] = [seen.n, seen.n + MOST_BLOCKS];
  if (!enough(high)) return null;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high - seen.n;
}

/** P(T > t) of Student's t. */
const upperTail = (t: number, df: number): number => {
  const half = studentPValue(t, df) / 2;
  return t > 0 ? half : 1 - half;
};

/**
 * Chance that a claim can be made `blocks` from now: the mean that is to be expected then varies about the present one by
 * spread · √(1/n − 1/N), as a flat prior has it (predictive power: Spiegelhalter, Freedman & Blackburn 1986, Control. Clin.
 * Trials 7, 8–17). Giving up when it is small makes no claim more often wrong.
 */
export function chanceToDecide(seen: LogRatios, blocks: number, { limit, alpha }: Claim): number {
  const { mean, spread, n } = seen;
  if (blocks < 1) return 0;
  const later = n + blocks;
  const half = (share: number) =>
    (studentQuantile(1 - share / looksWorth(later), later - 1) * spread) / Math.sqrt(later);
  const wander = spread * Math.sqrt(1 / n - 1 / later);
  const above = (x: number) => upperTail((x - mean) / wander, n - 1);
  const different = Math.max(limit, half(alpha.different));
  const same = Math.max(0, limit - half(alpha.same));
  return above(different) + (1 - above(-different)) + above(-same) - above(same);
}
