import { type Interval, isBounded } from '../../metrics/statistics/interval.js';
import type { JsonObject } from '../display/figure.js';
import { countRange } from '../format.js';

/** plotly's error bars from intervals; where one has no bounds, none is drawn. */
export function errorBars(intervals: readonly Interval[]): JsonObject {
  return {
    type: 'data',
    symmetric: false,
    array: intervals.map((interval) => (isBounded(interval) ? interval.high - interval.estimate : 0)),
    arrayminus: intervals.map((interval) => (isBounded(interval) ? interval.estimate - interval.low : 0)),
    color: '#222',
    thickness: 1.5,
  };
}

/** Words for what the error bars are, and the n behind them: for captions. */
export function barsNote(intervals: readonly Interval[]): string {
  const n = countRange(intervals.map((interval) => interval.n));
  const adjusted = n.includes('to') ? ', adjusted for the blocks that lack a way' : '';
  return intervals.some(isBounded)
    ? `Bars: 95 % interval of the geometric mean over n = ${n} trials${adjusted}.`
    : `n = ${n} trials${adjusted}: too few for intervals.`;
}
