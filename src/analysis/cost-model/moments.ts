import { EVD, Matrix } from 'ml-matrix';

/** Sums over observations: all that least squares needs of them. */
export interface Moments {
  readonly n: number;
  /** X'X, a row for each term. */
  readonly xx: readonly (readonly number[])[];
  /** X'y. */
  readonly xy: readonly number[];
  /** y'y. */
  readonly yy: number;
}

/** Sums of rows of X, each with its y, taken in one pass. */
export function momentsOf(rows: Iterable<{ readonly x: readonly number[]; readonly y: number }>): Moments {
  let n = 0;
  let yy = 0;
  const xx: number[][] = [];
  const xy: number[] = [];
  for (const { x, y } of rows) {
    n++;
    yy += y * y;
    x.forEach((left, i) => {
      xy[i] = (xy[i] ?? 0) + left * y;
      const sums = xx[i] ?? [];
      xx[i] = sums;
      x.forEach((right, j) => {
        sums[j] = (sums[j] ?? 0) + left * right;
      });
    });
  }
  return { n, xx, xy, yy };
}

/** Sums over the observations of both. */
export function added(a: Moments, b: Moments): Moments {
  return {
    n: a.n + b.n,
    xx: a.xx.map((row, i) => row.map((sum, j) => sum + b.xx[i]![j]!)),
    xy: a.xy.map((sum, i) => sum + b.xy[i]!),
    yy: a.yy + b.yy,
  };
}

/** Beyond this condition number two terms grow so much alike that their coefficients say nothing. */
const WORST_CONDITION = 1e10;

export interface LeastSquares {
  readonly estimates: readonly number[];
  readonly standardErrors: readonly number[];
}

/**
 * Ordinary least squares without intercept, from the normal equations; columns are scaled to length 1 first. Null
 * where the observations do not tell the terms apart: too few, a term always 0, or two that grow alike.
 */
export function leastSquares({ n, xx, xy, yy }: Moments): LeastSquares | null {
  const lengths = xx.map((row, i) => Math.sqrt(row[i]!));
  if (n <= xx.length || lengths.some((length) => !(length > 0 && Number.isFinite(length)))) return null;
  const scaled = new Matrix(xx.map((row, i) => row.map((sum, j) => sum / (lengths[i]! * lengths[j]!))));
  const { realEigenvalues, eigenvectorMatrix } = new EVD(scaled, { assumeSymmetric: true });
  if (!(Math.min(...realEigenvalues) * WORST_CONDITION > Math.max(...realEigenvalues))) return null;
  const inverse = eigenvectorMatrix
    .mmul(Matrix.diag(realEigenvalues.map((value) => 1 / value)))
    .mmul(eigenvectorMatrix.transpose());
  const solution = inverse.mmul(Matrix.columnVector(xy.map((sum, i) => sum / lengths[i]!))).to1DArray();
  const estimates = solution.map((value, i) => value / lengths[i]!);
  const unexplained = yy - estimates.reduce((sum, estimate, i) => sum + estimate * xy[i]!, 0);
  const variance = Math.max(0, unexplained) / (n - xx.length);
  const standardErrors = lengths.map((length, i) => Math.sqrt(variance * inverse.get(i, i)) / length);
  return { estimates, standardErrors };
}
