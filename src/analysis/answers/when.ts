import { wayPhrase } from '../../ways.js';
import { duration, times } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { againstStreaming, decided, type Matrix } from '../ways/matrix.js';
import { advice } from './advice.js';
import {
  type Answer,
  cannotTell,
  effect,
  type Finding,
  found,
  THROUGHPUT,
  unknown,
  type Words,
} from './finding.js';
import { queue } from './queue.js';
import { throughput } from './throughput.js';

const FIRST_TOKEN: Words = { what: 'the first token', more: 'later', less: 'sooner' };
const WHOLE_ANSWER: Words = { what: 'the whole answer', more: 'later', less: 'sooner' };

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
    ...continuous.slice(-1).flatMap((cell) => [ownStream(matrix, cell), againstBatch(matrix, cell)]),
    advice(matrix),
  ];
  return { question, findings: findings.filter((finding) => finding !== null) };
}

function missing({ cells, streaming }: Matrix): Finding {
  const has = cells.map(({ way }) => wayPhrase(way)).join(', ') || 'nothing';
  const lacks = streaming ? 'a batch' : 'streaming one by one';
  return unknown(
    `cannot tell: the log holds ${has}, but not ${lacks}. Run \`npx streambatch run\` to measure both.`,
  );
}

function firstSight(matrix: Matrix, batch: Cell): Finding | null {
  const [seen] = againstStreaming(matrix, [batch], 'firstSeenMs');
  const [soon, late] = [matrix.streaming!, batch].map((cell) => cell.firstSeenMs);
  if (!seen || !soon || !late) return null;
  if (seen.decision === 'cannot tell') return cannotTell(seen, FIRST_TOKEN);
  return found(
    `streaming shows its first token after ${duration(soon)}; ${wayPhrase(batch.way)} shows nothing before ${duration(late)}, ${effect(seen, FIRST_TOKEN)}.`,
  );
}

function wholeAnswer(matrix: Matrix, batch: Cell): Finding | null {
  const [whole] = againstStreaming(matrix, [batch], 'latencyMs');
  const [alone, together] = [matrix.streaming!, batch].map((cell) => cell.latencyMs);
  if (!whole || !alone || !together) return null;
  if (whole.decision === 'cannot tell') return cannotTell(whole, WHOLE_ANSWER);
  return found(
    `once its turn has come, a whole answer takes ${duration(alone)} when streamed and ${duration(together)} in ${wayPhrase(batch.way)}, ${effect(whole, WHOLE_ANSWER)}.`,
  );
}

/** Continuous batching: a stream for each, many at once. */
function ownStream(matrix: Matrix, continuous: Cell): Finding | null {
  const [gain] = againstStreaming(matrix, [continuous], 'throughputTps');
  const seen = continuous.firstSeenMs;
  if (!gain || !seen) return null;
  if (gain.decision === 'cannot tell') return cannotTell(gain, THROUGHPUT);
  return found(
    `${wayPhrase(continuous.way)}: each request streams, its first token after ${duration(seen)}, at ${times(gain.ratio)} the throughput of streaming one by one.`,
  );
}

function againstBatch(matrix: Matrix, continuous: Cell): Finding | null {
  const rival = matrix.batches.find(({ way }) => way.batchSize === continuous.way.batchSize);
  if (!rival) return null;
  const speed = decided(matrix, continuous.way, rival.way, 'throughputTps');
  const sight = decided(matrix, continuous.way, rival.way, 'firstSeenMs');
  if (!speed || !sight) return null;
  if (sight.decision === 'cannot tell') return cannotTell(sight, FIRST_TOKEN);
  return found(
    `against ${wayPhrase(rival.way)}, ${wayPhrase(continuous.way)} has ${times(speed.ratio)} the throughput, and its first token is ${effect(sight, FIRST_TOKEN)}.`,
  );
}
