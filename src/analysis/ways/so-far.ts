import { type DecisionSoFar, decideSoFar } from '../../metrics/statistics/decide-so-far.js';
import { sameWay, type Way } from '../../ways.js';
import type { Cell } from './cell.js';
import { SMALLEST_EFFECT } from './decide-together.js';
import type { Matrix } from './matrix.js';
import { type Comparison, logRatios } from './ratios.js';

/** A comparison of a run that is not over: what may be said of it however often one looks, and what it still takes. */
export interface ComparisonSoFar
  extends Comparison,
    Pick<DecisionSoFar, 'standing' | 'blocksNeeded' | 'interval'> {}

/** A matrix whose decisions hold although it is looked at after every block. */
export interface MatrixSoFar extends Matrix {
  readonly comparisons: readonly ComparisonSoFar[];
}

/**
 * Decides the comparisons of a matrix by `decideSoFar`. A side is either sure or not known: none is probable here.
 * @param blocksLeft further blocks that the run has time for
 */
export function soFar(measured: Matrix, blocksLeft: number): MatrixSoFar {
  const every = [...measured.cells, ...measured.recached];
  const cellOf = (way: Way): Cell => every.find((cell) => sameWay(cell.way, way))!;
  const series = measured.comparisons.map(({ way, base, metric }) =>
    logRatios(cellOf(way), cellOf(base), (of) => of[metric]),
  );
  const decisions = decideSoFar(series, { threshold: SMALLEST_EFFECT, blocksLeft });
  const comparisons = measured.comparisons.map((made, i) => ({
    ...made,
    ...decisions[i]!,
    sure: decisions[i]!.side !== null,
  }));
  return { ...measured, comparisons };
}

/** The comparisons that are still worth waiting for, the longest first. */
export const awaited = (comparisons: readonly ComparisonSoFar[]): ComparisonSoFar[] =>
  comparisons
    .filter(({ standing }) => standing === 'open')
    .sort((a, b) => (b.blocksNeeded ?? Infinity) - (a.blocksNeeded ?? Infinity));
