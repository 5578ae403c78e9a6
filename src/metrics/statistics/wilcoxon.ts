import { normalCdf } from './distributions.js';

/** From here on the normal approximation is used; below, every assignment of signs is counted. */
const MOST_FOR_EXACT = 50;

/** Result of a signed-rank test. */
export interface SignedRank {
  /** Sum of the ranks of the positive differences. */
  readonly positive: number;
  /** The smaller of the two sums of ranks. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Differences that are not zero. */
  readonly n: number;
}

/** Ranks of sorted values, ties sharing their mean, times two: whole numbers. */
function doubledRanks(sorted: readonly number[]): number[] {
  return sorted.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** P(doubled rank sum ≤ s) when every sign is a fair coin, ties and all: the number of subsets by their sum. */
function exactLowerTail(ranks: readonly number[], s: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) chances[sum] = (chances[sum]! + (chances[sum - rank] ?? 0)) / 2;
  }
  return chances.subarray(0, s + 1).reduce((sum, chance) => sum + chance, 0);
}

/** Mean and variance of the rank sum, ties included, for the normal approximation. */
function approximateTail(ranks: readonly number[], s: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank ** 2, 0) / 4;
  return normalCdf((s - mean) / Math.sqrt(variance));
}

/**
 * Wilcoxon's signed-rank test that differences are symmetric about zero (Wilcoxon 1945, Biometrics 1, 80–83). Zeros are
 * left out. Up to 50 differences the p-value is exact, ties included; with n of them it cannot fall below 2/2ⁿ, so fewer
 * than 6 can never give p < 0.05.
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRank {
  const nonZero = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = nonZero.length;
  if (n === 0) return { positive: 0, statistic: 0, pValue: 1, n };
  const ranks = doubledRanks(nonZero.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce((sum, rank, i) => (nonZero[i]! > 0 ? sum + rank : sum), 0);
  const smaller = Math.min(positive, total - positive);
  const tail = (n <= MOST_FOR_EXACT ? exactLowerTail : approximateTail)(ranks, smaller);
  return { positive: positive / 2, statistic: smaller / 2, pValue: Math.min(1, 2 * tail), n };
}
