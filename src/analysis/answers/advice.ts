import { wayPhrase } from '../../ways.js';
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
  if (speeds.length === 0) return unknown(`cannot tell which to use: ${NO_THROUGHPUT}.`);
  const batch = smallestFaster(matrix, batches);
  const both = smallestFaster(matrix, continuous);
  const later = showsLater(matrix);
  if (both) {
    const otherwise = batch && later ? ` Without it, ${split(batch)}` : '';
    return found(
      `where continuous batching can be had, use it from ${both.way.batchSize} requests at once on: it streams and is faster than one by one.${otherwise}`,
    );
  }
  if (batch) return later ? found(split(batch)) : unknown(noReasonToStream(batch));
  return later ? soonest(speeds) : undecided(matrix, speeds);
}

/** Nothing is surely faster: because it is not, or because that is not known yet. */
function soonest(speeds: readonly Comparison[]): Finding {
  const isKnown = speeds.every(({ decision }) => decision !== 'cannot tell');
  return found(
    isKnown
      ? 'stream: no batch measured here was surely faster, and a batch shows its answers later.'
      : 'stream for now: a batch shows its answers later, and whether any way is faster by 5 % or more cannot be told yet.',
  );
}

const smallestFaster = (matrix: Matrix, family: readonly Cell[]): Comparison | undefined =>
  againstStreaming(matrix, family, 'throughputTps').find(({ decision }) => decision === 'greater');

/** Some batch is surely seen later than what is streamed. */
const showsLater = (matrix: Matrix): boolean =>
  againstStreaming(matrix, matrix.batches, 'firstSeenMs').some(({ decision }) => decision === 'greater');

const split = ({ way }: Comparison): string =>
  `stream if a person waits; batch if nobody does and ${way.batchSize} or more requests are at hand.`;

const noReasonToStream = ({ way }: Comparison): string =>
  `cannot tell which to use: ${wayPhrase(way)} is faster, and nothing here shows that its answers are seen later.`;

/** No way is faster, by all that was measured; or some may be, and as many repeats as were named above would tell. */
function undecided(matrix: Matrix, speeds: readonly Comparison[]): Finding {
  if (speeds.every(({ decision }) => decision === 'same' || decision === 'less'))
    return found('stream: nothing measured here is faster than streaming one by one by 5 % or more.');
  const largest = [matrix.batches, matrix.continuous].flatMap((family) => family.slice(-1));
  const repeats = againstStreaming(matrix, largest, 'throughputTps')
    .filter(({ decision }) => decision === 'cannot tell')
    .map(repeatsFor)
    .filter((needed) => needed !== null);
  const flag = repeats.length > 0 ? `--repeats ${roundedUp(Math.max(...repeats))}` : '--repeats';
  return unknown(`cannot tell which to use: measure more repeats (\`${flag}\`).`);
}
