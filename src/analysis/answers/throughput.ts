import { sameWay, wayPhrase } from '../../ways.js';
import { counted, crossingSize, listed, times, tokensPerSecond } from '../format.js';
import { highest } from '../ways/cell.js';
import { type Crossover, crossover } from '../ways/crossover.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import type { Comparison } from '../ways/ratios.js';
import { effect, THROUGHPUT, told } from './difference.js';
import { type Finding, found } from './finding.js';

/** Tokens per second of all requests together, and the batch sizes that win. */
export function throughput(matrix: Matrix): Finding[] {
  const all = againstStreaming(matrix, matrix.batches, 'throughputTps');
  const largest = all.at(-1);
  if (!largest) return [];
  const sure = all.filter(({ decision }) => decision === 'greater');
  if (sure.length === 0) {
    if (largest.decision === 'cannot tell') return [told(largest, THROUGHPUT)];
    const there = `with ${wayPhrase(largest.way)} throughput is ${effect(largest, THROUGHPUT)}`;
    return [found(`no batch measured here is surely faster than streaming: ${there}.`)];
  }
  const best = sure.reduce((a, b) => (b.ratio.estimate > a.ratio.estimate ? b : a));
  const gain = `${wayPhrase(best.way)} gives ${times(best.ratio)} the throughput of streaming, ${rank(matrix, best)}`;
  const points = all.map(({ way, ratio }) => ({ size: way.batchSize, ratio }));
  return [found(`${gain}; ${begins(crossover(points), sure)}.`)];
}

/** The highest point of the chart need not be one that is surely above streaming. */
function rank({ batches }: Matrix, { way }: Comparison): string {
  const measured = batches.filter(({ throughputTps }) => throughputTps);
  const top = highest(measured, 'throughputTps')!;
  if (sameWay(top.way, way)) return `the most of ${counted(measured.length, 'size')}`;
  return `the most of those surely faster (${wayPhrase(top.way)} gave ${tokensPerSecond(top.throughputTps!)}, but is not surely faster)`;
}

function begins(at: Crossover, sure: readonly Comparison[]): string {
  const sizes = `surely at ${sure.length === 1 ? 'a batch' : 'batches'} of ${listed(sure.map(({ way }) => way.batchSize))}`;
  if (at.kind === 'before') return `every size measured gave more, ${sizes}`;
  if (at.kind !== 'at') return `batches are faster ${sizes}`;
  return `the two are equal at a batch of ${crossingSize(at)}, and batches are faster ${sizes}`;
}
