import type { Sequence } from '../sequence.js';

/** Part of a sequence's prompt. */
export interface PrefillChunk {
  readonly sequence: Sequence;
  readonly tokens: readonly number[];
}

/** The work of one step: every decoded sequence gets one token, every chunk goes into its slot. */
export interface StepPlan {
  readonly decode: readonly Sequence[];
  readonly prefill: readonly PrefillChunk[];
}

/** Decides who computes what, and when: the only thing in which the three ways of serving differ. */
export interface Scheduler {
  /** Those queued or in slots. */
  readonly sequences: readonly Sequence[];
  /** Queues sequences that were submitted together; those that can never be served fail with an InputError. */
  add(group: readonly Sequence[]): void;
  /** The next step; sequences that wait get their slots here. */
  plan(): StepPlan;
  /** Lets go of the sequences for which nothing more is computed, and returns them: their slots can be freed. */
  retire(): Sequence[];
}

export const isFinished = (sequence: Sequence): boolean => sequence.state === 'finished';

/** Removes the sequences that `leaves` picks, and returns them. */
export function takeOut(from: Sequence[], leaves: (sequence: Sequence) => boolean): Sequence[] {
  const left = from.filter(leaves);
  if (left.length > 0) from.splice(0, from.length, ...from.filter((sequence) => !leaves(sequence)));
  return left;
}
