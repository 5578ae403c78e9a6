import type { LogRow } from '../../results/schema.js';
import { isCached } from '../../results/served.js';
import { counted, percentage } from '../format.js';

/** What a server had of the prompts before they came, where that is enough to matter; one sentence. */
export function cachedPrompts(rows: readonly LogRow[]): string[] {
  const flagged = rows.filter(isCached).length;
  if (flagged === 0) return [];
  const told = rows.filter(({ cached_tokens }) => cached_tokens !== null);
  const cached = sum(told.map(({ cached_tokens }) => cached_tokens));
  const all = sum(told.map(({ prompt_tokens }) => prompt_tokens));
  return [
    `The server had ${cached} of ${all} prompt tokens (${percentage(cached / all)}) in its cache from requests before: ` +
      `times to first token are those of shorter prompts (${counted(flagged, 'row')} flagged "prompt-cached"; kept).`,
  ];
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
