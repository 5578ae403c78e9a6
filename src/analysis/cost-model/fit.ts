import { groups } from '../../group-by.js';
import { counted } from '../format.js';
import { added, leastSquares, type Moments, momentsOf } from './moments.js';
import { impossibleNote } from './told.js';
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

/** A cost explained by its terms, as far as the observations do. */
export interface Explained {
  readonly model: CostModel | null;
  /** Cross-validated. */
  readonly predictions: readonly Prediction[];
  /** What the reader must know where one of the two is missing, not whole or impossible; null: all is well. */
  readonly note: string | null;
}

/**
 * Fits a cost and predicts every configuration by a model that has not seen it.
 * @param observations one server's (`sameServer`)
 * @example
 * ```ts
 * import { explain, loadLog, memories, MEMORY_TERMS, pickExperiment, pieces, sameServer } from 'streambatch/analysis';
 *
 * const { rows } = await loadLog();
 * const { predictions, note } = explain(memories(pieces(sameServer(rows, pickExperiment(rows)))), MEMORY_TERMS);
 * console.log(note ?? `${predictions.length} trials predicted`);
 * ```
 */
export function explain(observations: readonly Observation[], terms: readonly Term[]): Explained {
  const model = fit(observations, terms);
  const predictions = crossValidate(observations, terms);
  const lacking = observations.length - predictions.length;
  const configurations = new Set(observations.map(({ work }) => work.configuration)).size;
  const has = `${observations.length} in ${counted(configurations, 'configuration')}`;
  const more = 'Measure several batch sizes, with prompts and answers of several lengths.';
  const note = !model
    ? `No model: its ${terms.length} terms (${terms.map(({ name }) => name).join(', ')}) take more pieces of work than the log holds (${has}). Each takes requests that ended ok, with prompt_tokens, computed_tokens and total_latency_ms. ${more}`
    : lacking > 0
      ? `${lacking} of ${observations.length} could not be predicted: without their configuration the others do not tell the terms apart. ${more}`
      : null;
  const notes = [note, model && impossibleNote(model)].filter((one) => one !== null);
  return { model, predictions, note: notes.length > 0 ? notes.join(' ') : null };
}
