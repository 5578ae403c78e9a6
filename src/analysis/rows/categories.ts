import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { present } from '../present.js';

const mean = (values: readonly number[]) =>
  values.length === 0 ? Infinity : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Categories of prompts in their natural order: the shorter before the longer, whatever order they were measured in. Null
 * stands for prompts without one.
 */
export function categoriesOf(rows: readonly LogRow[]): (string | null)[] {
  return groups(rows, ({ prompt_category }) => prompt_category ?? '')
    .map((group) => ({
      category: group[0]!.prompt_category,
      tokens: mean(present(group.map((row) => row.prompt_tokens))),
    }))
    .sort((a, b) => (a.tokens === b.tokens ? 0 : a.tokens - b.tokens))
    .map(({ category }) => category);
}
