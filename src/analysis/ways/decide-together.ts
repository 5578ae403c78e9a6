import { decide, type Judgement } from '../../metrics/statistics/decide.js';
import { benjaminiHochberg } from '../../metrics/statistics/false-discovery.js';
import { holm } from '../../metrics/statistics/holm.js';
import type { Interval } from '../../metrics/statistics/interval.js';

/** An effect smaller than this is not called a difference, however sure it is. */
export const SMALLEST_EFFECT = 0.05;

const SIGNIFICANT = 0.05;

/** No false claim among all of them, or a twentieth of those made. */
export type ClaimError = 'none false' | 'one in 20 false';

const CORRECTIONS = { 'none false': holm, 'one in 20 false': benjaminiHochberg } as const;

/** What may be said of one ratio among others. */
export interface Outcome extends Judgement {
  /** The side is known also when all comparisons are counted; false: by the ratio's own interval at best. */
  readonly sure: boolean;
  /** Comparisons that were decided together. */
  readonly among: number;
}

/**
 * What may be said of each of several ratios. With many of them some differ by chance: a difference must also pass a
 * correction over all of them. One that does not keeps its side, which is then likely but not sure.
 */
export function decideTogether(ratios: readonly Interval[], error: ClaimError): Outcome[] {
  const tested = ratios.filter(({ pValue }) => pValue !== null);
  const adjusted = CORRECTIONS[error](tested.map(({ pValue }) => pValue!));
  const passed = new Set(tested.filter((_, i) => adjusted[i]! <= SIGNIFICANT));
  return ratios.map((ratio) => {
    const { decision, side } = decide(ratio, SMALLEST_EFFECT);
    const sure = side !== null && passed.has(ratio);
    const chance = (decision === 'greater' || decision === 'less') && !sure;
    return { decision: chance ? 'cannot tell' : decision, side, sure, among: tested.length };
  });
}
