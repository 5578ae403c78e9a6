import { counted } from '../format.js';
import { type CostModel, crossValidate, fit, type Observation, type Prediction, type Term } from './fit.js';
import { impossibleNote } from './told.js';

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
