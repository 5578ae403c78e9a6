import type { Sequence } from '../sequence.js';
import type { SlotPool } from '../slot-pool.js';
import { isFinished, type PrefillChunk, type Scheduler, type StepPlan, takeOut } from './scheduler.js';

export interface ContinuousOptions {
  readonly pool: SlotPool;
  /** Most prompt tokens a step takes in while streams run, so that a long prompt never holds them up for longer. */
  readonly prefillChunk: number;
  /** Longest chunk the model prefills in one piece, tokens: what a step takes in while there is nobody to hold up. */
  readonly maxPrefillTokens: number;
}

/**
 * Continuous batching (Orca, OSDI'22) with chunked prefill (Sarathi-Serve, OSDI'24): sequences join as soon as there is
 * room and leave as soon as they end, between any two steps. First come, first served: nobody overtakes the head of
 * the queue, however large it is, so nobody starves.
 */
export class ContinuousScheduler implements Scheduler {
  readonly #waiting: Sequence[] = [];
  readonly #running: Sequence[] = [];
  readonly #options: ContinuousOptions;

  constructor(options: ContinuousOptions) {
    this.#options = options;
  }

  get sequences(): readonly Sequence[] {
    return [...this.#running, ...this.#waiting];
  }

  add(group: readonly Sequence[]): void {
    for (const sequence of group) {
      const refusal = this.#options.pool.refusal([sequence.maxTokens]);
      if (refusal) sequence.life.fail(refusal);
      else this.#waiting.push(sequence);
    }
  }

  plan(): StepPlan {
    this.#admit();
    const decode = this.#running.filter((sequence) => sequence.state === 'running');
    const { prefillChunk, maxPrefillTokens } = this.#options;
    return { decode, prefill: this.#chunks(decode.length > 0 ? prefillChunk : maxPrefillTokens) };
  }

  retire(): Sequence[] {
    return [...takeOut(this.#running, isFinished), ...takeOut(this.#waiting, isFinished)];
  }

  #admit(): void {
    while (this.#waiting.length > 0) {
      const first = this.#waiting[0]!;
      if (!this.#options.pool.take(first, first.maxTokens)) return;
      this.#running.push(this.#waiting.shift()!);
    }
  }

  /** The oldest prompts first, as much of each as the step's budget leaves. */
  #chunks(budgetTokens: number): PrefillChunk[] {
    const chunks: PrefillChunk[] = [];
    let budget = budgetTokens;
    for (const sequence of this.#running) {
      if (budget === 0) break;
      if (sequence.state !== 'prefilling') continue;
      const tokens = sequence.nextChunk(budget);
      budget -= tokens.length;
      chunks.push({ sequence, tokens });
    }
    return chunks;
  }
}
