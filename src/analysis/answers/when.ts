import { decide } from '../../metrics/statistics/decide.js';
import { blockRatio, type Cell, level } from '../compare.js';
import { type Crossover, crossover } from '../crossover.js';
import { SMALLEST_EFFECT } from '../decide-together.js';
import { counted, digits, duration, times } from '../format.js';
import { inverse } from '../interval.js';
import { againstStreaming, decided, type Matrix } from '../matrix.js';
import type { Trial } from '../trials.js';
import { wayPhrase } from '../way.js';
import {
  type Answer,
  cannotTell,
  effect,
  type Finding,
  found,
  NO_THROUGHPUT,
  unknown,
  type Words,
} from './finding.js';

const FIRST_TOKEN: Words = { what: 'the first token', more: 'later', less: 'sooner' };
const WHOLE_ANSWER: Words = { what: 'the whole answer', more: 'later', less: 'sooner' };
const THROUGHPUT: Words = { what: 'throughput', more: 'higher', less: 'lower' };

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
  const [soon, late] = [matrix.streaming!, batch].map((cell) => level(cell, (t) => t.firstSeenMs));
  if (!seen || !soon || !late) return null;
  if (seen.decision === 'cannot tell') return cannotTell(seen, FIRST_TOKEN);
  return found(
    `streaming shows its first token after ${duration(soon)}; ${wayPhrase(batch.way)} shows nothing before ${duration(late)}, ${effect(seen, FIRST_TOKEN)}.`,
  );
}

function wholeAnswer(matrix: Matrix, batch: Cell): Finding | null {
  const [whole] = againstStreaming(matrix, [batch], 'latencyMs');
  const [alone, together] = [matrix.streaming!, batch].map((cell) => level(cell, (t) => t.latencyMs));
  if (!whole || !alone || !together) return null;
  if (whole.decision === 'cannot tell') return cannotTell(whole, WHOLE_ANSWER);
  return found(
    `once its turn has come, a whole answer takes ${duration(alone)} when streamed and ${duration(together)} in ${wayPhrase(batch.way)}, ${effect(whole, WHOLE_ANSWER)}.`,
  );
}

/** Tokens per second of all requests together, and the batch size from which batches win. */
function throughput(matrix: Matrix): Finding[] {
  const all = againstStreaming(matrix, matrix.batches, 'throughputTps');
  const largest = all.at(-1);
  if (!largest) return [];
  const sure = all.filter(({ decision }) => decision === 'greater');
  if (sure.length === 0) {
    if (largest.decision === 'cannot tell') return [cannotTell(largest, THROUGHPUT)];
    const there = `with ${wayPhrase(largest.way)} throughput is ${effect(largest, THROUGHPUT)}`;
    return [found(`no batch measured here is surely faster than streaming: ${there}.`)];
  }
  const best = sure.reduce((a, b) => (b.ratio.estimate > a.ratio.estimate ? b : a));
  const gain = `${wayPhrase(best.way)} gives ${times(best.ratio)} the throughput of streaming, the most of ${counted(all.length, 'size')}`;
  const points = all.map(({ way, ratio }) => ({ size: way.batchSize, ratio }));
  return [found(`${gain}; ${begins(crossover(points), sure[0]!.way.batchSize)}.`)];
}

function begins(at: Crossover, surelyFrom: number): string {
  const sure = `surely from a batch of ${surelyFrom} on`;
  if (at.kind !== 'at') return `batches are faster at every size measured, ${sure}`;
  return `the two are equal at a batch of ${digits(at.size)} (${edges(at)}), and batches are faster ${sure}`;
}

/** Bounds of a crossover; one that lies beyond the sizes measured is not known. */
function edges({ low, high }: { low: number | null; high: number | null }): string {
  if (low === null && high === null) return 'its interval goes beyond the sizes measured';
  const edge = (size: number | null) => (size === null ? 'beyond what was measured' : digits(size));
  return `${edge(low)}–${edge(high)}`;
}

/**
 * N people ask at once. Served one by one, the average first token comes after (N−1)/2 whole answers and a first
 * token; a batch of N shows everything at its end. Both sides are measured; only the waiting in line is computed.
 */
function queue(streaming: Cell, batches: readonly Cell[]): Finding[] {
  const points = batches.flatMap((batch) => {
    const waiting = (batch.way.batchSize - 1) / 2;
    const inLine = ({ firstSeenMs, latencyMs }: Trial) =>
      firstSeenMs === null || latencyMs === null ? null : firstSeenMs + waiting * latencyMs;
    const ratio = blockRatio(streaming, batch, inLine, (trial) => trial.firstSeenMs);
    return ratio ? [{ size: batch.way.batchSize, ratio }] : [];
  });
  const largest = points.at(-1);
  if (!largest) return [];
  const condition =
    'If N requests come at the same moment and are served one by one, the average first token';
  const at = crossover(points);
  if (at.kind === 'before') return [];
  if (at.kind === 'at') {
    const text = `${condition} comes later than the whole answers of a batch of N once N exceeds ${digits(at.size)} (${edges(at)}).`;
    return [at.low === null || at.high === null ? unknown(text) : found(text)];
  }
  const sooner = decide(largest.ratio, SMALLEST_EFFECT).verdict === 'less';
  return [
    sooner
      ? found(
          `${condition} still comes before a batch of N ends, up to the largest N measured, ${largest.size}: ${times(inverse(largest.ratio))} sooner there.`,
        )
      : unknown(
          `${condition} comes about when a batch of N ends, at N = ${largest.size}: cannot tell which is sooner.`,
        ),
  ];
}

/** Continuous batching: a stream for each, many at once. */
function ownStream(matrix: Matrix, continuous: Cell): Finding | null {
  const [gain] = againstStreaming(matrix, [continuous], 'throughputTps');
  const seen = level(continuous, (trial) => trial.firstSeenMs);
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

/** The decision, from what was decided above. */
function advice(matrix: Matrix): Finding {
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
  if (later)
    return found('stream: no batch measured here was surely faster, and it shows its answers later.');
  return unknown('cannot tell which to use: measure more repeats (`--repeats`).');
}
