import { decide } from '../../metrics/statistics/decide.js';
import { crossingSize, times } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { crossover, type RatioAt } from '../ways/crossover.js';
import { SMALLEST_EFFECT } from '../ways/decide-together.js';
import { inverse } from '../ways/interval.js';
import { type Measures, ratioOf } from '../ways/ratios.js';
import { type Finding, found, unknown } from './finding.js';

const CONDITION = 'If N requests come at the same moment and are served one by one, the average first token';

/**
 * N people ask at once. Served one by one, the average first token comes after (N−1)/2 whole answers and a first
 * token; a batch of N shows everything at its end. Both sides are measured; only the waiting in line is computed.
 */
export function queue(streaming: Cell, batches: readonly Cell[]): Finding[] {
  const points = batches.flatMap((batch) => againstBatch(streaming, batch));
  const largest = points.at(-1);
  if (!largest) return [];
  const at = crossover(points);
  if (at.kind === 'before') return [];
  if (at.kind === 'at') {
    const text = `${CONDITION} comes later than the whole answers of a batch of N once N exceeds ${crossingSize(at)}.`;
    return [at.low === null || at.high === null ? unknown(text) : found(text)];
  }
  if (at.kind === 'mixed') {
    return [
      unknown(
        `${CONDITION} comes now sooner, now later than the whole answers of a batch of N, as N grows: cannot tell from which N on.`,
      ),
    ];
  }
  return [untilTheEnd(largest)];
}

function againstBatch(streaming: Cell, batch: Cell): RatioAt[] {
  const size = batch.way.batchSize;
  const inLine = ({ firstSeenMs, latencyMs }: Measures) =>
    firstSeenMs === null || latencyMs === null ? null : firstSeenMs + ((size - 1) / 2) * latencyMs;
  const ratio = ratioOf(streaming, batch, inLine, ({ firstSeenMs }) => firstSeenMs);
  return ratio ? [{ size, ratio }] : [];
}

function untilTheEnd({ size, ratio }: RatioAt): Finding {
  return decide(ratio, SMALLEST_EFFECT).decision === 'less'
    ? found(
        `${CONDITION} still comes before a batch of N ends, up to the largest N measured, ${size}: ${times(inverse(ratio))} sooner there.`,
      )
    : unknown(
        `${CONDITION} comes about when a batch of N ends, at N = ${size}: cannot tell which is sooner.`,
      );
}
