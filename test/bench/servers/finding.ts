import type { Observed } from './observe.js';

/** What became of a claim at one server: shown, or why not. */
export interface Finding {
  readonly isShown: boolean;
  /** By what, or why not. */
  readonly why: string;
}

/** One claim: what is said, and what it takes to be shown. */
export interface Claim {
  readonly says: string;
  judge(observed: Observed): Finding;
}

export const shown = (why: string): Finding => ({ isShown: true, why });
export const not = (why: string): Finding => ({ isShown: false, why });
export const shownIf = (isShown: boolean, why: string): Finding => ({ isShown, why });
