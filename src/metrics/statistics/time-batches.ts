/**
 * Batches of one load: enough for a spread, few enough to be long against what makes neighbours alike (Schmeiser 1982,
 * Oper. Res. 30, 556–568: between 10 and 30; more gain little).
 */
const BATCHES = 20;

/** A mean of fewer says little of the next one. */
const FEWEST_IN_BATCH = 5;

/** A series cut in the order of time into so many pieces as its length allows, of equal numbers but for one; at least one. */
export function timeBatches<T>(series: readonly T[]): T[][] {
  const batches = Math.max(1, Math.min(BATCHES, Math.floor(series.length / FEWEST_IN_BATCH)));
  const start = (batch: number) => Math.round((batch * series.length) / batches);
  return Array.from({ length: batches }, (_, i) => series.slice(start(i), start(i + 1)));
}
