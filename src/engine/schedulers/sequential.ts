import type { Sequence } from '../sequence.js';
import type { Scheduler, StepPlan } from './scheduler.js';
import { type StaticOptions, StaticScheduler } from './static.js';

/** One request at a time, in the order submitted: batches of one. */
export class SequentialScheduler implements Scheduler {
  readonly #batches: StaticScheduler;

  constructor(options: StaticOptions) {
    this.#batches = new StaticScheduler(options);
  }

  get sequences(): readonly Sequence[] {
    return this.#batches.sequences;
  }

  add(group: readonly Sequence[]): void {
    for (const sequence of group) this.#batches.add([sequence]);
  }

  plan(): StepPlan {
    return this.#batches.plan();
  }

  retire(): Sequence[] {
    return this.#batches.retire();
  }
}
