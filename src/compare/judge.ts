import { decide } from '../metrics/statistics/decide.js';
import { type Rule, repeatsToSettle } from '../metrics/statistics/settle.js';
import type { CellComparison } from './comparison.js';
import { DESCRIBED } from './load-metric.js';

/** Chance of any false alarm in the whole report. */
const FALSE_ALARMS = 0.05;

export interface Measured
  extends Omit<CellComparison, 'verdict' | 'direction' | 'sure' | 'adjustedPValue' | 'trialsNeeded'> {
  /** Standard error of the log ratio, times the root of the number of values a side; null with fewer than two. */
  readonly spread: number | null;
  /** Of what is counted, how many are worth one value of the ratio: 1 for trials. */
  readonly size: number;
}

/** The verdict on one cell and metric; Holm's p-value was found over all of them. */
export function judge(
  { spread, size, ...measured }: Measured,
  adjustedPValue: number | null,
  rule: Rule,
): CellComparison {
  const { decision, side } = decide(measured.ratio, rule.threshold);
  const higher = DESCRIBED[measured.metric].better === 'higher' ? 'better' : 'worse';
  const lower = higher === 'better' ? 'worse' : 'better';
  const direction = side === null ? null : side === 'above' ? higher : lower;
  const sure = direction !== null && adjustedPValue !== null && adjustedPValue <= FALSE_ALARMS;
  const differs = decision === 'greater' || decision === 'less';
  const verdict = differs ? (sure ? direction : 'cannot tell') : decision;
  const repeats = repeatsToSettle(measured.ratio, spread, rule);
  return {
    ...measured,
    adjustedPValue,
    verdict,
    direction,
    sure,
    trialsNeeded: verdict === 'cannot tell' && repeats !== null ? Math.ceil(repeats * size) : null,
  };
}
