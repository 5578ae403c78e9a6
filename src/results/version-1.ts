import type { CellValue } from './csv-value.js';
import { COLUMN_NAMES, type Source } from './schema.js';

const [SOURCE, TRIAL_ID, SCHEDULER, BATCH_INDEX, REQUEST_INDEX, BATCH_SIZE] = (
  ['source', 'trial_id', 'scheduler', 'batch_index', 'request_index', 'batch_size'] as const
).map((name) => COLUMN_NAMES.indexOf(name)) as [number, number, number, number, number, number];

/** A trial was named by who measured it: `load/<way>/<arrivals>`, `serve/<mode>/<scheduler>`, or `<cell>/<block>`. */
function sourceOf(trialId: string): Source {
  if (trialId.startsWith('load/')) return 'load';
  return trialId.startsWith('serve/') ? 'server' : 'matrix';
}

/**
 * Writes into a row of version 1 what it says by other columns: where it comes from, and in which batch of a matrix its
 * request was. Nobody else guesses these. What a row alone does not say (`workload_hash`) stays null.
 * @param values in the order of COLUMN_NAMES
 */
export function completeVersion1(values: CellValue[]): void {
  if (values[SOURCE] !== null) return;
  const source = sourceOf(String(values[TRIAL_ID]));
  values[SOURCE] = source;
  if (source !== 'matrix' || values[SCHEDULER] !== 'static' || values[BATCH_INDEX] !== null) return;
  const size = Number(values[BATCH_SIZE]);
  if (size > 0) values[BATCH_INDEX] = Math.floor(Number(values[REQUEST_INDEX]) / size);
}
