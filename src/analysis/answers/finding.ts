import { capital } from '../format.js';

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
