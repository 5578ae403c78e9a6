import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { isCached } from '../../results/served.js';
import { counted, percentage } from '../format.js';

/** What a server had of the prompts before they came, where that is enough to matter, and what kept it from it; one sentence each. */
export const cachedPrompts = (rows: readonly LogRow[]): string[] => [
  ...coldPrompts(rows),
  ...groups(rows, ({ prefix_cache }) => prefix_cache ?? '').flatMap(cached),
];

/** By `cold_by`. */
const COLD: Readonly<Record<NonNullable<LogRow['cold_by']>, string>> = {
  uncached: 'each request told the server to use nothing of earlier ones',
  reset: 'the server forgot all of them before each trial',
  salt: 'the server cannot be told to forget any, so each began with words of its own, which count as its tokens; answers are not compared',
};

const coldPrompts = (rows: readonly LogRow[]): string[] =>
  [...new Set(rows.map(({ cold_by }) => cold_by))].flatMap((by) =>
    by ? [`Cold prompts: ${COLD[by]}.`] : [],
  );

/** All in one state of the cache. */
function cached(rows: readonly LogRow[]): string[] {
  const flagged = rows.filter(isCached).length;
  if (flagged === 0) return [];
  const told = rows.filter(({ cached_tokens }) => cached_tokens !== null);
  const known = sum(told.map(({ cached_tokens }) => cached_tokens));
  const all = sum(told.map(({ prompt_tokens }) => prompt_tokens));
  return [
    `The server had ${known} of ${all} ${ofPrompts(rows[0]!)} (${percentage(known / all)}) in its cache from requests before: ` +
      `times to first token are those of shorter prompts (${counted(flagged, 'row')} flagged "prompt-cached"; kept).`,
  ];
}

const ofPrompts = ({ prefix_cache: cache }: LogRow): string =>
  cache === null ? 'prompt tokens' : `tokens of ${cache} prompts`;

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
