import type { Sequence } from '../sequence.js';
import type { SlotPool } from '../slot-pool.js';
import { isFinished, type Scheduler, type StepPlan, takeOut } from './scheduler.js';

export interface StaticOptions {
  readonly pool: SlotPool;
  /** Longest prompt plus output, tokens. */
  readonly contextLength: number;
  /** Longest chunk the model prefills in one piece, tokens. */
  readonly maxPrefillTokens: number;
}

/**
 * Fixed batches: the sequences submitted together are prefilled, then decoded together until the slowest of them ends.
 * Rows that end earlier are computed on, and their tokens thrown away, as in a padded tensor; a row that nobody waits
 * for any more leaves at once. The next batch starts when this one has ended.
 */
export class StaticScheduler implements Scheduler {
  readonly #waiting: Sequence[][] = [];
  readonly #batch: Sequence[] = [];
  readonly #options: StaticOptions;

  constructor(options: StaticOptions) {
    this.#options = options;
  }

  get sequences(): readonly Sequence[] {
    return [...this.#batch, ...this.#waiting.flat()];
  }

  add(group: readonly Sequence[]): void {
    const refusal = this.#options.pool.refusal(this.#lengths(group));
    if (refusal) for (const sequence of group) sequence.life.fail(refusal);
    else this.#waiting.push([...group]);
  }

  plan(): StepPlan {
    if (this.#batch.length === 0) this.#formBatch();
    const next = this.#batch.find((sequence) => sequence.state === 'prefilling');
    if (!next) return { decode: this.#batch.filter((row) => this.#hasRoom(row)), prefill: [] };
    return {
      decode: [],
      prefill: [{ sequence: next, tokens: next.nextChunk(this.#options.maxPrefillTokens) }],
    };
  }

  retire(): Sequence[] {
    const ended = this.#batch.every(isFinished);
    const left = takeOut(this.#batch, (sequence) => ended || sequence.life.abandoned);
    return [...left, ...this.#waiting.flatMap((group) => takeOut(group, isFinished))];
  }

  #formBatch(): void {
    let group = this.#waiting.shift();
    while (group?.length === 0) group = this.#waiting.shift();
    if (!group) return;
    const lengths = this.#lengths(group);
    for (const [row, sequence] of group.entries()) this.#options.pool.take(sequence, lengths[row]!);
    this.#batch.push(...group);
  }

  /** Every row must hold its prompt plus the longest output of the batch, as far as the model's context goes. */
  #lengths(group: readonly Sequence[]): number[] {
    const longest = Math.max(...group.map((sequence) => sequence.request.maxNewTokens));
    return group.map(({ promptIds }) => Math.min(promptIds.length + longest, this.#options.contextLength));
  }

  /** A finished row stops being computed only where its context is full. */
  #hasRoom(sequence: Sequence): boolean {
    return sequence.slot !== null && sequence.slot.length < this.#options.contextLength;
  }
}
