import type { LogRow } from '../../results/schema.js';

/** How a row came about: measured in a matrix, under an open load, or served to whoever asked a server. */
export type Origin = 'matrix' | 'load' | 'server';

const ORIGINS: readonly string[] = ['matrix', 'load', 'server'] satisfies Origin[];

/** Before version 2 of the log the trial's name alone says it: `load/<way>/<arrivals>`, `serve/…`, or `<cell>/<block>`. */
export function originOf({ source, trial_id }: LogRow): Origin {
  if (source !== null && ORIGINS.includes(source)) return source as Origin;
  const [first] = trial_id.split('/', 1);
  return first === 'load' ? 'load' : first === 'serve' ? 'server' : 'matrix';
}
