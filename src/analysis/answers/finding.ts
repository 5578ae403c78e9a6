import { wayPhrase } from '../../ways.js';
import { times } from '../format.js';
import { inverse } from '../ways/interval.js';
import type { Comparison } from '../ways/ratios.js';

/** A sentence the data carry; or, where `certain` is false, one that says what they do not tell. */
export interface Finding {
  readonly text: string;
  readonly certain: boolean;
}

/** One question of the reader, answered from the log. */
export interface Answer {
  readonly question: string;
  readonly findings: readonly Finding[];
}

export const found = (text: string): Finding => ({ text: capital(text), certain: true });
export const unknown = (text: string): Finding => ({ text: capital(text), certain: false });

/** Why ways cannot be compared by speed. */
export const NO_THROUGHPUT =
  'no block holds a throughput of streaming and of another way (only trials all of whose requests ended ok have one)';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A metric in words: what it is, and what a larger and a smaller value of it are called. */
export interface Words {
  readonly what: string;
  readonly more: string;
  readonly less: string;
}

export const THROUGHPUT: Words = { what: 'throughput', more: 'higher', less: 'lower' };

/** "2.10× (1.90–2.30) higher" by decision; `same` and `cannot tell` have words of their own. */
export function effect({ decision, ratio }: Comparison, { more, less }: Words): string {
  if (decision === 'greater') return `${times(ratio)} ${more}`;
  if (decision === 'less') return `${times(inverse(ratio))} ${less}`;
  return decision === 'same' ? `the same within 5 % (${times(ratio)})` : times(ratio);
}

export const cannotTell = ({ way, base, ratio }: Comparison, { what, more, less }: Words): Finding =>
  unknown(
    `cannot tell whether ${what} is ${more} or ${less} with ${wayPhrase(way)} than with ${wayPhrase(base)}: ${times(ratio)}.`,
  );
