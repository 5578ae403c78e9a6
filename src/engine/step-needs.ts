import type { StepOptions } from '../model/runner.js';

/** What a step must return for all of these. */
export function together(needs: readonly StepOptions[]): StepOptions {
  return {
    candidates: Math.max(1, ...needs.map((one) => one.candidates ?? 1)),
    logits: needs.some((one) => one.logits),
  };
}
