import { present } from '../../../src/analysis/present.js';
import type { LogRow } from '../../../src/results/schema.js';

/** Over all rows that tell it; null where none does. */
export function total(
  rows: readonly LogRow[],
  column: 'cached_tokens' | 'prompt_tokens' | 'chunks' | 'output_len',
): number | null {
  const told = present(rows.map((row) => row[column]));
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0);
}
