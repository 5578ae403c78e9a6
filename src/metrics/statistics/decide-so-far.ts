import { mean, sampleStandardDeviation } from 'simple-statistics';
import { anytimePValue, confidenceSequence } from './confidence-sequence.js';
import { type Decision, decide, type Judgement } from './decide.js';
import { holm } from './holm.js';
import { DEFAULT_LEVEL, type Interval, rescale } from './interval.js';
import { FEWEST_VALUES } from './mean-interval.js';
import { blocksToDecide, type Claim, chanceToDecide, kindOf, type LogRatios } from './outlook.js';

/** What is looked for, and how long one can go on looking. */
export interface SoFarOptions {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  /** Further blocks that the time allows; Infinity: no limit. */
  readonly blocksLeft: number;
  /** Chance of any wrong "greater" or "less" among all comparisons and looks, and of any wrong "same". */
  readonly alpha?: number;
}

/** `out of reach`: can hardly be decided in the blocks that are left. */
export type Standing = 'decided' | 'open' | 'out of reach';

/** Its side of 1 is one that may be claimed: it passes Holm's correction at any number of looks. */
export interface DecisionSoFar extends Judgement {
  /** The ratio, with the interval that the decision was read off. */
  readonly interval: Interval;
  readonly standing: Standing;
  /** Further blocks until it is decided, if nothing changes: 0 when it is; null where unknown, or more than 1,000. */
  readonly blocksNeeded: number | null;
}

/** Less likely than this to be decided in the time left, a comparison is not waited for: power it costs none (simulated). */
const HARDLY = 0.1;

function logRatios(values: readonly number[], which: number): LogRatios {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0 || values.length === 0) {
    const what = values.length === 0 ? 'no value' : `${values[bad]} in block ${bad}`;
    throw new RangeError(
      `a comparison needs finite log ratios, got ${what} of comparison ${which}; leave it out`,
    );
  }
  const n = values.length;
  return { mean: mean([...values]), spread: n < 2 ? Number.NaN : sampleStandardDeviation([...values]), n };
}

/** p-value against the claim being wrong, `room` away from where it would be. */
function pValue({ spread, n }: LogRatios, room: number): number {
  if (n < FEWEST_VALUES || room <= 0) return 1;
  return anytimePValue((room * Math.sqrt(n)) / spread, n);
}

/** Holm's share of alpha: it is divided among those that it does not let through. */
const shareOf = (alpha: number, pValues: readonly number[]): number =>
  alpha / Math.max(1, holm(pValues).filter((p) => p > alpha).length);

/**
 * What may be said of several ratios after each block of a run, however often one looks, and whether it is worth going on.
 * Each comparison is one series of log ratios, one value per block. The decisions are those of `decide`, read off the
 * confidence sequence of each at the level that Holm's correction leaves to it, so that no decision contradicts its
 * interval. "Different" and "same" are corrected apart. A run is over when no comparison is `open`.
 *
 * What is decided here, `decide` with one look's 95 % intervals and Holm's correction says of the same blocks too: a verdict
 * on a run that was stopped by this rule needs no rule of its own.
 * @throws {RangeError} a series without a value, or a value that is not finite.
 * @example
 * ```ts
 * import { statistics } from 'streambatch';
 *
 * const [twice] = statistics.decideSoFar([[0.69, 0.7, 0.68, 0.71]], { threshold: 0.05, blocksLeft: 6 });
 * twice?.decision; // → 'greater'
 * twice?.standing; // → 'decided'
 * ```
 */
export function decideSoFar(
  series: readonly (readonly number[])[],
  { threshold, blocksLeft, alpha = 1 - DEFAULT_LEVEL }: SoFarOptions,
): DecisionSoFar[] {
  const limit = Math.log1p(threshold);
  const seen = series.map(logRatios);
  const different = seen.map((one) => pValue(one, Math.abs(one.mean)));
  const same = seen.map((one) => pValue(one, limit - Math.abs(one.mean)));
  const claim = { limit, alpha: { different: shareOf(alpha, different), same: shareOf(alpha, same) } };
  return series.map((values, i) => {
    const sequence = confidenceSequence(values, { alpha: claim.alpha[kindOf(seen[i]!, limit)] });
    const interval = rescale(sequence, Math.exp);
    const { decision, side } = decide(interval, threshold);
    const sure = different[i]! <= claim.alpha.different;
    return {
      decision,
      side: sure ? side : null,
      interval,
      ...outlook(decision, seen[i]!, blocksLeft, claim),
    };
  });
}

function outlook(
  decision: Decision,
  seen: LogRatios,
  blocksLeft: number,
  claim: Claim,
): Pick<DecisionSoFar, 'standing' | 'blocksNeeded'> {
  if (decision !== 'cannot tell') return { standing: 'decided', blocksNeeded: 0 };
  if (seen.n < FEWEST_VALUES) {
    return { standing: seen.n + blocksLeft < FEWEST_VALUES ? 'out of reach' : 'open', blocksNeeded: null };
  }
  const likely = blocksLeft === Number.POSITIVE_INFINITY || chanceToDecide(seen, blocksLeft, claim) >= HARDLY;
  return { standing: likely ? 'open' : 'out of reach', blocksNeeded: blocksToDecide(seen, claim) };
}

/** Further blocks that are worth their time: until all of these that can be are decided; 0: nothing is open. */
export const blocksToGo = (
  among: readonly Pick<DecisionSoFar, 'standing' | 'blocksNeeded'>[],
  blocksLeft: number,
): number =>
  Math.max(
    0,
    ...among
      .filter(({ standing }) => standing === 'open')
      .map(({ blocksNeeded }) => Math.max(1, Math.min(blocksNeeded ?? 1, blocksLeft))),
  );
