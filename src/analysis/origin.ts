import type { LogRow } from '../results/schema.js';

/** How a row came about: measured in a matrix, under an open load, or served to whoever asked a server. */
export type Origin = 'matrix' | 'load' | 'serve';

/** The trial's name says it: `load/<way>/<arrivals>`, `serve/…`, or `<cell>/<block>`. */
export function originOf({ trial_id }: LogRow): Origin {
  const [first] = trial_id.split('/', 1);
  return first === 'load' || first === 'serve' ? first : 'matrix';
}
