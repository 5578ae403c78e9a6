/** Titles of figures: what each shows to be so, by the decisions and in the words of the answers; undefined where nothing was compared. */
import { wayPhrase } from '../../ways.js';
import { capital, times } from '../format.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import type { Comparison, Metric } from '../ways/ratios.js';
import {
  effect,
  FIRST_TOKEN,
  PEAK_MEMORY,
  THROUGHPUT,
  told,
  WHOLE_ANSWER,
  type Words,
} from './difference.js';

/** A finding as a heading: its first clause, without the stop. What would settle it is said in the answer. */
export const asTitle = (sentence: string): string => sentence.split('; ')[0]!.replace(/\.$/, '');

const sentence = (comparison: Comparison | undefined, words: Words): string | undefined =>
  comparison && asTitle(told(comparison, words).text);

const largestBatch = (measured: Matrix, metric: Metric): Comparison | undefined =>
  againstStreaming(measured, measured.batches, metric).at(-1);

const largestOfAll = (all: readonly Comparison[]): Comparison | undefined =>
  all.length === 0 ? undefined : all.reduce((a, b) => (b.ratio.estimate > a.ratio.estimate ? b : a));

const others = ({ batches, continuous }: Matrix) => [...batches, ...continuous];

/** The most throughput that is sure; where none is, the most. */
function fastest(measured: Matrix): Comparison | undefined {
  const all = againstStreaming(measured, others(measured), 'throughputTps');
  return largestOfAll(all.filter(({ decision }) => decision === 'greater')) ?? largestOfAll(all);
}

/** How much later a batch shows something, for a figure of the first token. */
export const firstSeenTitle = (measured: Matrix): string | undefined =>
  sentence(largestBatch(measured, 'firstSeenMs'), FIRST_TOKEN);

/** How much longer a batch takes, for a figure of whole answers. */
export const wholeAnswerTitle = (measured: Matrix): string | undefined =>
  sentence(largestBatch(measured, 'latencyMs'), WHOLE_ANSWER);

/** What the fastest way gains, for a figure of throughput. */
export const throughputTitle = (measured: Matrix): string | undefined =>
  sentence(fastest(measured), THROUGHPUT);

/** What the hungriest way takes, for a figure of memory. */
export const memoryTitle = (measured: Matrix): string | undefined =>
  sentence(largestOfAll(againstStreaming(measured, others(measured), 'peakMb')), PEAK_MEMORY);

/** What the fastest way gains and what that costs in waiting, for a figure of both. */
export function tradeTitle(measured: Matrix): string | undefined {
  const gain = fastest(measured);
  const cell = others(measured).filter(({ way }) => gain && wayPhrase(way) === wayPhrase(gain.way));
  const [wait] = againstStreaming(measured, cell, 'firstSeenMs');
  if (gain?.decision !== 'greater' || !wait || wait.decision === 'cannot tell')
    return throughputTitle(measured);
  const phrase = wayPhrase(gain.way);
  const start = `${capital(phrase)} gives ${times(gain.ratio)} the throughput of streaming one by one`;
  return `${start}, and its first token is ${effect(wait, FIRST_TOKEN)}`;
}
