import type { Decision } from '../../metrics/statistics/decide.js';
import type { Interval } from '../../metrics/statistics/interval.js';
import { familyKey, sameWay, wayPhrase } from '../../ways.js';
import { mebibytes, roughly, times, tokensPerSecond } from '../format.js';
import { type Cell, highest } from '../ways/cell.js';
import { negative } from '../ways/interval.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import { type Comparison, compare } from '../ways/ratios.js';
import { PEAK_MEMORY, told } from './difference.js';
import { type Answer, type Finding, found, NO_THROUGHPUT, unknown } from './finding.js';

/** What does speed cost in memory? */
export function speedAgainstMemory(matrix: Matrix): Answer {
  const question = 'What does speed cost in memory?';
  const others = matrix.cells.filter((cell) => cell !== matrix.streaming);
  if (!matrix.streaming || others.length === 0) {
    return {
      question,
      findings: [unknown('cannot tell: it takes streaming and at least one other way of serving.')],
    };
  }
  const speeds = againstStreaming(matrix, others, 'throughputTps');
  if (speeds.length === 0) return { question, findings: [unknown(`cannot tell: ${NO_THROUGHPUT}.`)] };
  const best = fastest(speeds);
  if (!best) {
    return {
      question,
      findings: [unknown('cannot tell: nothing measured here is surely faster than streaming one by one.')],
    };
  }
  const cell = others.find(({ way }) => sameWay(way, best.way))!;
  return { question, findings: [...price(matrix, cell, best), ...knee(matrix, others, cell)] };
}

function fastest(comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons
    .filter(({ decision }) => decision === 'greater')
    .sort((a, b) => b.ratio.estimate - a.ratio.estimate)[0];
}

/** The highest point of the chart need not be one that is surely above streaming. */
function rank({ cells }: Matrix, { way }: Cell): string {
  const top = highest(cells, 'throughputTps')!.way;
  return sameWay(top, way)
    ? 'gave the most'
    : `gave the most of those surely faster than streaming (${wayPhrase(top)} gave more, but is not surely faster)`;
}

/** The fastest way: what it gains over streaming, and what that takes. */
function price(matrix: Matrix, cell: Cell, gain: Comparison): Finding[] {
  const [memory] = againstStreaming(matrix, [cell], 'peakMb');
  const speed = cell.throughputTps!;
  const start = `${wayPhrase(cell.way)} ${rank(matrix, cell)}: ${tokensPerSecond(speed)}, ${times(gain.ratio)} that of streaming`;
  if (!memory) return [unknown(`${start}; what it takes in memory was not measured.`)];
  // told as in the answer on resources, by the same decision
  if (memory.decision === 'cannot tell') return [found(`${start}.`), told(memory, PEAK_MEMORY)];
  return [found(`${start}${takes(memory.decision, memory.difference, gain.difference)}.`)];
}

function takes(decision: Decision, memory: Interval, speed: Interval): string {
  if (decision === 'same')
    return `, and its peak memory is the same within 5 %, a difference of ${mebibytes(memory)}`;
  if (decision === 'less') return `, and its peak memory is ${mebibytes(negative(memory))} lower`;
  const each = roughly(memory.estimate / speed.estimate);
  return `. Its peak memory is ${mebibytes(memory)} higher: ${each} MiB for each additional token per second`;
}

/** The smallest size of the fastest family that the fastest does not beat by what matters. */
function knee(matrix: Matrix, others: readonly Cell[], best: Cell): Finding[] {
  const family = others.filter(({ way }) => familyKey(way) === familyKey(best.way));
  const smaller = family.filter(({ way }) => way.batchSize < best.way.batchSize);
  if (smaller.length === 0) return [];
  const enough = smaller.find((cell) => compare(best, cell, 'throughputTps')?.decision === 'same');
  if (!enough) return [found('no smaller size was shown to give the same throughput within 5 %.')];
  const [memory] = againstStreaming(matrix, [enough], 'peakMb');
  const cost =
    memory?.decision === 'greater' ? `, for ${mebibytes(memory.difference)} more than streaming` : '';
  return [
    found(`${wayPhrase(enough.way)} gives the same within 5 %${cost}: beyond it, memory buys no speed.`),
  ];
}
