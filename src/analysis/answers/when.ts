import { wayPhrase } from '../../ways.js';
import { duration, times } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { againstStreaming, decided, type Matrix } from '../ways/matrix.js';
import type { Comparison } from '../ways/ratios.js';
import { advice } from './advice.js';
import { effect, FIRST_TOKEN, THROUGHPUT, told, WHOLE_ANSWER } from './difference.js';
import { type Answer, type Finding, found, unknown } from './finding.js';
import { queue } from './queue.js';
import { throughput } from './throughput.js';

/** When is streaming better than batch? */
export function whenStreaming(matrix: Matrix): Answer {
  const question = 'When is streaming better than batch?';
  const { streaming, batches, continuous } = matrix;
  if (!streaming || batches.length + continuous.length === 0) {
    return { question, findings: [missing(matrix)] };
  }
  const findings = [
    ...batches.slice(-1).flatMap((batch) => [firstSight(matrix, batch), wholeAnswer(matrix, batch)]),
    ...throughput(matrix),
    ...queue(streaming, batches),
    ...continuous.slice(-1).flatMap((cell) => [...ownStream(matrix, cell), ...againstBatch(matrix, cell)]),
    advice(matrix),
  ];
  return { question, findings: findings.filter((finding) => finding !== null) };
}

/** What a log without streaming, or with nothing else, lacks. */
export function missing({ cells, streaming }: Matrix): Finding {
  const has = cells.map(({ way }) => wayPhrase(way)).join(', ') || 'nothing';
  const lacks = streaming ? 'a batch' : 'streaming one by one';
  return unknown(
    `cannot tell: the log holds ${has}, but not ${lacks}. Run \`npx streambatch run\` to measure both.`,
  );
}

/** The first token of streaming beside that of a batch. */
export function firstSight(matrix: Matrix, batch: Cell): Finding | null {
  const [seen] = againstStreaming(matrix, [batch], 'firstSeenMs');
  const [soon, late] = [matrix.streaming!, batch].map((cell) => cell.firstSeenMs);
  if (!seen || !soon || !late) return null;
  if (seen.decision === 'cannot tell') return told(seen, FIRST_TOKEN);
  return found(
    `streaming shows its first token after ${duration(soon)}; ${wayPhrase(batch.way)} shows nothing before ${duration(late)}, ${effect(seen, FIRST_TOKEN)}.`,
  );
}

function wholeAnswer(matrix: Matrix, batch: Cell): Finding | null {
  const [whole] = againstStreaming(matrix, [batch], 'latencyMs');
  const [alone, together] = [matrix.streaming!, batch].map((cell) => cell.latencyMs);
  if (!whole || !alone || !together) return null;
  if (whole.decision === 'cannot tell') return told(whole, WHOLE_ANSWER);
  return found(
    `once its turn has come, a whole answer takes ${duration(alone)} when streamed and ${duration(together)} in ${wayPhrase(batch.way)}, ${effect(whole, WHOLE_ANSWER)}.`,
  );
}

/** Continuous batching: a stream for each, many at once. */
export function ownStream(matrix: Matrix, continuous: Cell): Finding[] {
  const [gain] = againstStreaming(matrix, [continuous], 'throughputTps');
  const seen = continuous.firstSeenMs;
  if (!gain) return [];
  if (!seen) return [told(gain, THROUGHPUT)];
  const start = `${wayPhrase(continuous.way)}: each request streams, its first token after ${duration(seen)}`;
  if (gain.decision === 'cannot tell') return [found(`${start}.`), told(gain, THROUGHPUT)];
  return [found(`${start}, at ${multiple(gain)} streaming one by one.`)];
}

const multiple = ({ decision, ratio }: Comparison): string =>
  decision === 'same' ? 'the same throughput within 5 % as' : `${times(ratio)} the throughput of`;

function againstBatch(matrix: Matrix, continuous: Cell): Finding[] {
  const rival = matrix.batches.find(({ way }) => way.batchSize === continuous.way.batchSize);
  if (!rival) return [];
  const speed = decided(matrix, continuous.way, rival.way, 'throughputTps');
  const sight = decided(matrix, continuous.way, rival.way, 'firstSeenMs');
  return speed && sight ? [told(speed, THROUGHPUT), told(sight, FIRST_TOKEN)] : [];
}
