import { sampleVariance } from 'simple-statistics';
import { seriesWorth } from './autocorrelation.js';
import { normalQuantile, studentQuantile } from './distributions.js';
import { type Bounded, DEFAULT_LEVEL } from './interval.js';
import { FEWEST_VALUES } from './mean-interval.js';
import { shareInterval } from './share.js';

const shareOf = (batch: readonly boolean[]): number => batch.filter(Boolean).length / batch.length;

/**
 * A share of a series that was cut into batches in the order of time: Wilson's interval for as many independent values as the
 * spread of the batches' shares tells of. Wider than `seriesShare`, which goes by neighbours alone: a line that lasts for
 * many requests shows in the batches.
 * @param batches at least one, none of them empty
 */
export function batchedShare(batches: readonly (readonly boolean[])[]): Bounded {
  const n = batches.flat().length;
  const estimate = shareOf(batches.flat());
  const worth = Math.min(n, Math.max(2, worthOf(batches.map(shareOf), estimate) ?? n));
  return { ...shareInterval(estimate * worth, worth), estimate };
}

/** Independent hits and misses whose share would vary so; null where nothing varies. What few batches say of their spread is doubted. */
function worthOf(shares: readonly number[], share: number): number | null {
  const variance = shares.length < FEWEST_VALUES ? 0 : sampleVariance([...shares]);
  if (variance === 0) return null;
  const worth = seriesWorth(shares);
  const t = studentQuantile(DEFAULT_LEVEL, Math.max(1, Math.floor(worth) - 1));
  const doubt = (normalQuantile((1 + DEFAULT_LEVEL) / 2) / t) ** 2;
  return ((share * (1 - share)) / (variance / worth)) * doubt;
}
