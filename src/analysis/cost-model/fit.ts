import { groups } from '../../group-by.js';
import { added, leastSquares, type Moments, momentsOf } from './moments.js';
import type { Task, Work } from './work.js';

/** One summand of a cost: coefficient × amount. As a cost it is never below 0; see `toldBy` for one that comes out so. */
export interface Term {
  readonly name: string;
  /** Unit of the coefficient. */
  readonly unit: string;
  readonly meaning: string;
  /** What the coefficient is multiplied by. */
  readonly amount: (task: Task) => number;
}

/** One term of a fitted model, in the unit of the term. */
export interface Coefficient {
  readonly term: Term;
  readonly estimate: number;
  readonly standardError: number;
}

/** A cost as a sum of terms, fitted to what was measured. */
export interface CostModel {
  readonly coefficients: readonly Coefficient[];
  /** Pieces of work it was fitted to. */
  readonly n: number;
  /** The cost of a task, in the unit of the observations it was fitted to: ms or MiB. */
  predict(task: Task): number;
}

/** A piece of work and the cost that is explained, positive. */
export interface Observation {
  readonly work: Work;
  readonly cost: number;
}

/**
 * Least squares on relative errors: each row is divided by its cost, so that a long batch does not drown the short
 * requests. Null where the observations do not tell the terms apart: too few of them, or of too few kinds.
 * @example
 * ```ts
 * import { fit, LATENCY_TERMS, latencies, loadLog, pickExperiment, pieces, sameServer } from 'streambatch/analysis';
 *
 * const { rows } = await loadLog();
 * const all = pieces(sameServer(rows, pickExperiment(rows)));
 * const model = fit(latencies(all), LATENCY_TERMS);
 * console.log(model?.predict({ requests: 8, promptTokens: 40, steps: 32 }), 'ms');
 * ```
 */
export function fit(observations: readonly Observation[], terms: readonly Term[]): CostModel | null {
  return modelOf(relativeMoments(observations, terms), terms);
}

function relativeMoments(observations: readonly Observation[], terms: readonly Term[]): Moments {
  return momentsOf(
    observations.map(({ work, cost }) => ({ x: terms.map(({ amount }) => amount(work) / cost), y: 1 })),
  );
}

function modelOf(moments: Moments, terms: readonly Term[]): CostModel | null {
  const solved = leastSquares(moments);
  if (!solved) return null;
  const { estimates, standardErrors } = solved;
  return {
    coefficients: terms.map((term, i) => ({
      term,
      estimate: estimates[i]!,
      standardError: standardErrors[i]!,
    })),
    n: moments.n,
    predict: (task) => terms.reduce((sum, { amount }, i) => sum + estimates[i]! * amount(task), 0),
  };
}

/** A prediction for work the model had not seen. */
export interface Prediction {
  readonly observation: Observation;
  readonly predicted: number;
  /** (predicted − measured) / measured. */
  readonly error: number;
}

/** Predicts work that was measured, to see how far off the model is. */
export function predictAll(model: CostModel, observations: readonly Observation[]): Prediction[] {
  return observations.map((observation) => {
    const predicted = model.predict(observation.work);
    return { observation, predicted, error: predicted / observation.cost - 1 };
  });
}

/**
 * Predicts every configuration by a model fitted to all others (leave one configuration out): repeats of the same
 * configuration on both sides would make the error look smaller than it is for a new one. A configuration is left out
 * where the others do not tell the terms apart.
 */
export function crossValidate(observations: readonly Observation[], terms: readonly Term[]): Prediction[] {
  const folds = groups(observations, ({ work }) => work.configuration);
  const sums = folds.map((fold) => relativeMoments(fold, terms));
  return folds.flatMap((fold, i) => {
    const others = sums.filter((_, j) => j !== i);
    const model = others.length > 0 ? modelOf(others.reduce(added), terms) : null;
    return model ? predictAll(model, fold) : [];
  });
}
