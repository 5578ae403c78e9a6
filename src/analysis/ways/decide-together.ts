import { type Decision, decide } from '../../metrics/statistics/decide.js';
import { benjaminiHochberg } from '../../metrics/statistics/false-discovery.js';
import { holm } from '../../metrics/statistics/holm.js';
import type { Interval } from '../../metrics/statistics/interval.js';

/** An effect smaller than this is not called a difference, however sure it is. */
export const SMALLEST_EFFECT = 0.05;

const SIGNIFICANT = 0.05;

/** No false claim among all of them, or a twentieth of those made. */
export type ClaimError = 'none false' | 'one in 20 false';

const CORRECTIONS = { 'none false': holm, 'one in 20 false': benjaminiHochberg } as const;

/**
 * What may be said of each of several ratios. With many of them some differ by chance: a difference must also pass a
 * correction over all of them.
 */
export function decideTogether(ratios: readonly Interval[], error: ClaimError): Decision[] {
  const tested = ratios.filter(({ pValue }) => pValue !== null);
  const adjusted = CORRECTIONS[error](tested.map(({ pValue }) => pValue!));
  const chance = new Set(tested.filter((_, i) => adjusted[i]! > SIGNIFICANT));
  return ratios.map((ratio) => {
    const { decision } = decide(ratio, SMALLEST_EFFECT);
    const claims = decision === 'greater' || decision === 'less';
    return claims && chance.has(ratio) ? 'cannot tell' : decision;
  });
}
