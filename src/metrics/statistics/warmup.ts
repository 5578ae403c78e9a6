import { mean } from 'simple-statistics';

const BATCH = 5;

function marginalStandardError(batches: readonly number[]): number {
  const centre = mean([...batches]);
  return batches.reduce((sum, value) => sum + (value - centre) ** 2, 0) / batches.length ** 2;
}

/**
 * MSER-5: how many values at the start of a series are warm-up (White 1997, Simulation 69, 323–334). Means of 5 values are cut
 * from the front until the standard error of what is left is smallest, at most half of them. Null under 20 values, or
 * where the best cut lies at that half: the series has not settled, and no cut mends it.
 */
export function warmupLength(series: readonly number[]): number | null {
  const batches = Array.from({ length: Math.floor(series.length / BATCH) }, (_, i) =>
    mean(series.slice(i * BATCH, (i + 1) * BATCH)),
  );
  if (batches.length < 4) return null;
  const most = Math.floor(batches.length / 2);
  const errors = Array.from({ length: most + 1 }, (_, cut) => marginalStandardError(batches.slice(cut)));
  const cut = errors.indexOf(Math.min(...errors));
  return cut === most ? null : cut * BATCH;
}
