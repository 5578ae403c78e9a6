import { geometricMean } from 'simple-statistics';
import { present } from '../analysis/present.js';
import type { Slo } from '../metrics/slo.js';
import { batchedShare } from '../metrics/statistics/batched-share.js';
import { normalQuantile } from '../metrics/statistics/distributions.js';
import { DEFAULT_LEVEL, type Interval } from '../metrics/statistics/interval.js';
import { pairedSeriesRatio, seriesRatio } from '../metrics/statistics/series-ratio.js';
import { shareRatio } from '../metrics/statistics/share-ratio.js';
import type { Measured } from './judge.js';
import { type Aligned, align, type LoadCell } from './load-cells.js';
import { keptIn, type LoadMetricName, SERIES } from './load-metric.js';

/** By what loads are compared. */
export interface LoadOptions {
  readonly metrics: readonly LoadMetricName[];
  /** What users are promised. */
  readonly slo: Slo;
}

/** The numbers of one metric on both sides. */
type Sides = Pick<Measured, 'base' | 'next' | 'ratio'>;

/**
 * Two cells of loads by each metric. Requests that wait in one line are alike, so the values are the means of some 20 batches in the
 * order of time, worth less where those are alike still; loads of one schedule are compared batch by batch.
 */
export function measureLoads(base: LoadCell, next: LoadCell, { metrics, slo }: LoadOptions): Measured[] {
  const aligned = align(base, next);
  const requests = { base: aligned.base.flat().length, next: aligned.next.flat().length };
  return metrics.flatMap((metric) => {
    const sides = metric === 'kept' ? shares(aligned, slo) : means(aligned, metric, base.isOpen);
    if (!sides) return [];
    const size = Math.min(requests.base, requests.next) / sides.ratio.n;
    const spread = spreadOf(sides.ratio);
    return [{ ...sides, cell: base.label, metric, counts: 'requests', trials: requests, size, spread }];
  });
}

function shares({ base, next }: Aligned, slo: Slo): Sides | null {
  const [old, fresh] = [batchedShare(keptIn(base, slo)), batchedShare(keptIn(next, slo))];
  const ratio = shareRatio(fresh, old);
  return ratio && { base: 100 * old.estimate, next: 100 * fresh.estimate, ratio };
}

function means(aligned: Aligned, metric: keyof typeof SERIES, isOpen: boolean): Sides | null {
  const { series } = SERIES[metric];
  const [base, next] = [series(aligned.base), series(aligned.next)];
  // a closed loop's requests come as the answers do: the n-th window of one is not that of the other
  const paired = aligned.paired && (isOpen || metric !== 'throughput') && base.length === next.length;
  return paired ? ofPairs(base, next) : ofSeries(present(base), present(next));
}

function ofPairs(base: readonly (number | null)[], next: readonly (number | null)[]): Sides | null {
  const pairs = base.flatMap((old, i) => {
    const fresh = next[i] ?? null;
    return old === null || fresh === null ? [] : [[fresh, old] as const];
  });
  if (pairs.length === 0) return null;
  const [fresh, old] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  return { base: geometricMean(old), next: geometricMean(fresh), ratio: pairedSeriesRatio(pairs) };
}

function ofSeries(base: readonly number[], next: readonly number[]): Sides | null {
  if (base.length === 0 || next.length === 0) return null;
  return { base: geometricMean([...base]), next: geometricMean([...next]), ratio: seriesRatio(next, base) };
}

/** Standard error of the logarithm times the root of n, as the upper bound tells it: the lower one may be 0. */
function spreadOf({ estimate, high, n }: Interval): number | null {
  if (high === null || estimate === 0) return null;
  return (Math.log(high / estimate) / normalQuantile((1 + DEFAULT_LEVEL) / 2)) * Math.sqrt(n);
}
