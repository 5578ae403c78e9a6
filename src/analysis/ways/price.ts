import type { Side } from '../../metrics/statistics/decide.js';
import { type Interval, rescale } from '../../metrics/statistics/interval.js';
import type { Cell } from './cell.js';
import { inverse } from './interval.js';
import { decided, type Matrix } from './matrix.js';
import type { Comparison } from './ratios.js';

/** What streaming may take, or give. */
export type PricedMetric = 'throughputTps' | 'latencyMs';

/** What streaming itself takes of one metric, beside handing answers over whole: as many requests at once, all else alike. */
export interface Price {
  /** Requests at once, of both. */
  readonly atOnce: number;
  readonly metric: PricedMetric;
  /** What is lost of the throughput, or added to the time of an answer, as a share of that of whole answers; below 0: the contrary. */
  readonly share: Interval;
  readonly decision: 'costs' | 'saves' | 'same' | 'cannot tell';
  /** Whole answers against streams, as it was decided among all comparisons. */
  readonly comparison: Comparison;
}

/** Streams, and the same answers handed over whole. */
type Pair = readonly [streamed: Cell, whole: Cell];

/** The price of streaming at each number of requests at once that was served both ways, fewest first. */
export const prices = (measured: Matrix): Price[] =>
  pairs(measured).flatMap(([streamed, whole]) =>
    (['throughputTps', 'latencyMs'] as const).flatMap((metric) => {
      const comparison = decided(measured, whole.way, streamed.way, metric);
      return comparison ? [toPrice(comparison, metric)] : [];
    }),
  );

/** One by one against a "batch" of one, and continuous batching with and without streams. */
export function pairs({ cells, streaming, continuous, whole }: Matrix): Pair[] {
  const alone = cells.find(({ way }) => way.mode === 'batch' && way.batchSize === 1);
  const together = continuous.flatMap((cell): Pair[] => {
    const same = whole.find(({ way }) => way.batchSize === cell.way.batchSize);
    return same ? [[cell, same]] : [];
  });
  return streaming && alone ? [[streaming, alone], ...together] : together;
}

function toPrice(comparison: Comparison, metric: PricedMetric): Price {
  const { ratio, decision, way } = comparison;
  const [share, costs]: [Interval, Side] =
    metric === 'throughputTps'
      ? [rescale(ratio, (times) => 1 - 1 / times), 'above']
      : [rescale(inverse(ratio), (times) => times - 1), 'below'];
  const side = decision === 'greater' ? 'above' : decision === 'less' ? 'below' : null;
  return {
    atOnce: way.batchSize,
    metric,
    share,
    decision: side ? (side === costs ? 'costs' : 'saves') : (decision as 'same' | 'cannot tell'),
    comparison,
  };
}
