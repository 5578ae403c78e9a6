import MultivariateLinearRegression from 'ml-regression-multivariate-linear';
import { groupBy } from '../group.js';
import type { Task, Work } from './work.js';

/** One summand of a cost: coefficient × amount. */
export interface Term {
  readonly name: string;
  /** Unit of the coefficient. */
  readonly unit: string;
  readonly meaning: string;
  readonly amount: (task: Task) => number;
}

export interface Coefficient {
  readonly term: Term;
  readonly estimate: number;
  readonly standardError: number;
}

export interface CostModel {
  readonly coefficients: readonly Coefficient[];
  /** Pieces of work it was fitted to. */
  readonly n: number;
  predict(task: Task): number;
}

/** A piece of work and the cost that is explained, positive. */
export interface Observation {
  readonly work: Work;
  readonly cost: number;
}

/**
 * Least squares on relative errors: each row is divided by its cost, so that a long batch does not drown the short
 * requests. Needs more observations than terms.
 * @throws {RangeError} too few observations
 */
export function fit(observations: readonly Observation[], terms: readonly Term[]): CostModel {
  if (observations.length <= terms.length) {
    throw new RangeError(
      `a model of ${terms.length} terms needs more than ${observations.length} pieces of work; measure more configurations`,
    );
  }
  const x = observations.map(({ work, cost }) => terms.map(({ amount }) => amount(work) / cost));
  const regression = new MultivariateLinearRegression(
    x,
    observations.map(() => [1]),
    { intercept: false },
  );
  const estimates = regression.weights.map(([weight]) => weight!);
  return {
    coefficients: terms.map((term, i) => ({
      term,
      estimate: estimates[i]!,
      standardError: regression.stdErrors[i]!,
    })),
    n: observations.length,
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

export function predictAll(model: CostModel, observations: readonly Observation[]): Prediction[] {
  return observations.map((observation) => {
    const predicted = model.predict(observation.work);
    return { observation, predicted, error: predicted / observation.cost - 1 };
  });
}

/**
 * Predicts every configuration by a model fitted to all others (leave one configuration out): repeats of the same
 * configuration on both sides would make the error look smaller than it is for a new one.
 */
export function crossValidate(observations: readonly Observation[], terms: readonly Term[]): Prediction[] {
  const folds = groupBy(observations, ({ work }) => work.configuration);
  return [...folds.values()].flatMap((fold) => {
    const rest = observations.filter((observation) => !fold.includes(observation));
    return predictAll(fit(rest, terms), fold);
  });
}
