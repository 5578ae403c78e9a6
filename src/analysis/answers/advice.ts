import { roundedUp } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import type { Comparison } from '../ways/ratios.js';
import { repeatsFor } from './difference.js';
import { type Finding, found, NO_THROUGHPUT, unknown } from './finding.js';

/** The decision, from what was decided above. */
export function advice(matrix: Matrix): Finding {
  const { batches, continuous } = matrix;
  const speeds = againstStreaming(matrix, [...batches, ...continuous], 'throughputTps');
  if (speeds.length === 0) {
    return unknown(`cannot tell which to use: ${NO_THROUGHPUT}.`);
  }
  const faster = (cells: readonly Cell[]) =>
    againstStreaming(matrix, cells, 'throughputTps').find(({ decision }) => decision === 'greater');
  const later = againstStreaming(matrix, batches, 'firstSeenMs').some(
    ({ decision }) => decision === 'greater',
  );
  const batch = later ? faster(batches) : undefined;
  const both = faster(continuous);
  const split = (from: number) =>
    `stream if a person waits; batch if nobody does and ${from} or more requests are at hand.`;
  if (both) {
    const otherwise = batch ? ` Without it, ${split(batch.way.batchSize)}` : '';
    return found(
      `where continuous batching can be had, use it from ${both.way.batchSize} requests at once on: it streams and is faster than one by one.${otherwise}`,
    );
  }
  if (batch) return found(split(batch.way.batchSize));
  if (later && !faster(batches))
    return found('stream: no batch measured here was surely faster, and a batch shows its answers later.');
  return undecided(speeds);
}

/** No way is faster, by all that was measured; or some may be, and more repeats would tell. */
function undecided(speeds: readonly Comparison[]): Finding {
  const open = speeds.filter(({ decision }) => decision === 'cannot tell');
  if (open.length === 0 && speeds.every(({ decision }) => decision !== 'greater'))
    return found('stream: nothing measured here is faster than streaming one by one by 5 % or more.');
  const repeats = open.map(repeatsFor).filter((needed) => needed !== null);
  const flag = repeats.length > 0 ? `--repeats ${roundedUp(Math.min(...repeats))}` : '--repeats';
  return unknown(`cannot tell which to use: measure more repeats (\`${flag}\`).`);
}
