import { decide } from '../metrics/statistics/decide.js';
import { repeatsFor } from '../metrics/statistics/sequential.js';
import type { CellComparison } from './comparison.js';
import { METRICS } from './metric.js';

/** Chance of any false alarm in the whole report. */
const FALSE_ALARMS = 0.05;

/** An interval takes three trials a side, and one that tells something five. */
const FEWEST_TRIALS = 5;

export interface Measured extends Omit<CellComparison, 'verdict' | 'adjustedPValue' | 'trialsNeeded'> {
  /** Standard error of the log ratio, times the root of the number of trials a side; null with fewer than two. */
  readonly spread: number | null;
}

/**
 * Trials a side needs to tell, if the effect is as estimated: until the interval excludes 1, or fits into the threshold. It
 * must do so on a bad day too, when the estimate strays as far as the interval reaches: half of the room.
 */
function trialsNeeded({ ratio, spread }: Measured, threshold: number): number | null {
  if (spread === null) return FEWEST_TRIALS;
  const effect = Math.abs(Math.log(ratio.estimate));
  const limit = Math.log(1 + threshold);
  const room = effect > limit ? effect : limit - effect;
  const needed = repeatsFor(spread, room / 2);
  return needed === null ? null : Math.max(needed, ratio.n + 1);
}

/** The verdict on one cell and metric; Holm's p-value was found over all of them. */
export function judge(measured: Measured, adjustedPValue: number | null, threshold: number): CellComparison {
  const { decision } = decide(measured.ratio, threshold);
  const differs = decision === 'greater' || decision === 'less';
  const sure = !differs || (adjustedPValue !== null && adjustedPValue <= FALSE_ALARMS);
  const better =
    (decision === 'greater') === (METRICS[measured.metric].better === 'higher') ? 'better' : 'worse';
  const said = !sure || decision === 'cannot tell' ? 'cannot tell' : differs ? better : 'same';
  const { spread: _, ...comparison } = measured;
  return {
    ...comparison,
    adjustedPValue,
    verdict: said,
    trialsNeeded: said === 'cannot tell' ? trialsNeeded(measured, threshold) : null,
  };
}
