import { type Cell, compare, decide, level, pairs } from '../compare.js';
import { type Crossover, crossover } from '../crossover.js';
import { digits, duration, times } from '../format.js';
import { inverse } from '../interval.js';
import { against, type Matrix } from '../matrix.js';
import { pairedRatio } from '../paired.js';
import type { Trial } from '../trials.js';
import { wayLabel } from '../way.js';
import { type Answer, cannotTell, effect, type Finding, found, unknown, type Words } from './finding.js';

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
    ...batches.slice(-1).flatMap((batch) => [firstSight(streaming, batch), wholeAnswer(streaming, batch)]),
    ...throughput(streaming, batches),
    ...queue(streaming, batches),
    ...continuous.slice(-1).flatMap((cell) => bothAtOnce(streaming, batches, cell)),
    ...advice(matrix),
  ];
  return { question, findings: findings.filter((finding) => finding !== null) };
}

function missing({ cells, streaming }: Matrix): Finding {
  const has = cells.map(({ way }) => wayLabel(way)).join(', ') || 'nothing';
  const lacks = streaming ? 'a batch' : 'streaming one by one';
  return unknown(
    `cannot tell: the log holds ${has}, but not ${lacks}. Run \`npx streambatch run\` to measure both.`,
  );
}

function firstSight(streaming: Cell, batch: Cell): Finding | null {
  const seen = compare(batch, streaming, 'firstSeenMs');
  const [soon, late] = [level(streaming, (t) => t.firstSeenMs), level(batch, (t) => t.firstSeenMs)];
  if (!seen || !soon || !late) return null;
  if (seen.decision === 'unknown') return cannotTell(seen, FIRST_TOKEN);
  return found(
    `streaming shows its first token after ${duration(soon)}; a ${wayLabel(batch.way)} shows nothing before ${duration(late)}, ${effect(seen, FIRST_TOKEN)}.`,
  );
}

function wholeAnswer(streaming: Cell, batch: Cell): Finding | null {
  const whole = compare(batch, streaming, 'latencyMs');
  const [alone, together] = [level(streaming, (t) => t.latencyMs), level(batch, (t) => t.latencyMs)];
  if (!whole || !alone || !together) return null;
  if (whole.decision === 'unknown') return cannotTell(whole, WHOLE_ANSWER);
  return found(
    `once its turn has come, a whole answer takes ${duration(alone)} when streamed and ${duration(together)} in a ${wayLabel(batch.way)}, ${effect(whole, WHOLE_ANSWER)}.`,
  );
}

/** Tokens per second of all requests together, and the batch size from which batches win. */
function throughput(streaming: Cell, batches: readonly Cell[]): Finding[] {
  const all = against(streaming, batches, 'throughputTps');
  const largest = all.at(-1);
  if (!largest) return [];
  const sure = all.filter(({ decision }) => decision === 'more');
  if (sure.length === 0) {
    return largest.decision === 'unknown'
      ? [cannotTell(largest, THROUGHPUT)]
      : [
          found(
            `no batch measured here is faster than streaming: with a ${wayLabel(largest.way)} throughput is ${effect(largest, THROUGHPUT)}.`,
          ),
        ];
  }
  const best = sure.reduce((a, b) => (b.ratio.estimate > a.ratio.estimate ? b : a));
  const text = `${wayLabel(best.way)} gives ${times(best.ratio)} the throughput of streaming, the most of ${all.length} sizes`;
  const points = all.map(({ way, ratio }) => ({ size: way.batchSize, ratio }));
  return [found(`${text}; ${begins(crossover(points), sure[0]!.way.batchSize)}.`)];
}

function begins(at: Crossover, surelyFrom: number): string {
  const sure = `surely from a batch of ${surelyFrom} on`;
  if (at.kind !== 'at') return `batches are faster at every size measured, ${sure}`;
  const edge = (size: number | null) => (size === null ? 'not measured' : digits(size));
  return `the two are equal at a batch of ${digits(at.size)} (${edge(at.low)}–${edge(at.high)}), and batches are faster ${sure}`;
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
    const both = pairs(streaming, batch, inLine, (trial) => trial.firstSeenMs);
    return both.length === 0 ? [] : [{ size: batch.way.batchSize, ratio: pairedRatio(both) }];
  });
  if (points.length === 0) return [];
  const largest = points.at(-1)!;
  const at = crossover(points);
  const condition =
    'If N requests come at the same moment and are served one by one, the average first token';
  if (at.kind === 'before') return [];
  if (at.kind === 'never') {
    const decision = decide(largest.ratio);
    return decision === 'less'
      ? [
          found(
            `${condition} still comes before a batch of N ends, up to the largest N measured, ${largest.size}: ${times(inverse(largest.ratio))} sooner there.`,
          ),
        ]
      : [
          unknown(
            `${condition} comes about when a batch of N ends, at N = ${largest.size}: cannot tell which is sooner.`,
          ),
        ];
  }
  const bounds = `${at.low === null ? 'not measured' : digits(at.low)}–${at.high === null ? 'not measured' : digits(at.high)}`;
  return [
    found(
      `${condition} comes later than the whole answers of a batch of N once N exceeds ${digits(at.size)} (${bounds}).`,
    ),
  ];
}

/** What continuous batching gives: a stream for each, at a throughput near a batch's. */
function bothAtOnce(streaming: Cell, batches: readonly Cell[], continuous: Cell): Finding[] {
  const gain = compare(continuous, streaming, 'throughputTps');
  const seen = level(continuous, (trial) => trial.firstSeenMs);
  if (!gain || !seen) return [];
  const label = wayLabel(continuous.way);
  if (gain.decision === 'unknown') return [cannotTell(gain, THROUGHPUT)];
  const findings = [
    found(
      `${label}: each request streams, its first token after ${duration(seen)}, at ${times(gain.ratio)} the throughput of streaming one by one.`,
    ),
  ];
  const rival = batches.find(({ way }) => way.batchSize === continuous.way.batchSize);
  const speed = rival && compare(continuous, rival, 'throughputTps');
  const sight = rival && compare(continuous, rival, 'firstSeenMs');
  if (speed && sight) {
    const sooner = sight.decision === 'unknown' ? times(sight.ratio) : effect(sight, FIRST_TOKEN);
    findings.push(
      found(
        `against a ${wayLabel(rival.way)}, ${label} has ${times(speed.ratio)} the throughput, and its first token is ${sooner}.`,
      ),
    );
  }
  return findings;
}

/** The decision, from what was decided above. */
function advice({ streaming, batches, continuous }: Matrix): Finding[] {
  const faster = (cells: readonly Cell[]) =>
    against(streaming!, cells, 'throughputTps').filter(({ decision }) => decision === 'more');
  const later = against(streaming!, batches, 'firstSeenMs').some(({ decision }) => decision === 'more');
  const batch = faster(batches)[0];
  const both = faster(continuous)[0];
  if (both)
    return [
      found(
        `where continuous batching can be had, use it from ${both.way.batchSize} requests at once on: it streams and is faster than one by one.${batch && later ? ` Without it, stream if a person waits, and batch from ${batch.way.batchSize} requests on if nobody does.` : ''}`,
      ),
    ];
  if (batch && later)
    return [
      found(
        `stream if a person waits; batch if nobody does and ${batch.way.batchSize} or more requests are at hand.`,
      ),
    ];
  if (later)
    return [found('stream: no batch measured here was surely faster, and each shows its answer later.')];
  return [unknown('cannot tell which to use: measure more repeats (`--repeats`).')];
}
