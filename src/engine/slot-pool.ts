import { InputError } from '../errors.js';
import type { BackendLoad } from '../generation.js';
import type { ModelRunner } from '../model/runner.js';
import type { Sequence } from './sequence.js';

const MIB = 2 ** 20;

export interface SlotLimits {
  /** Most sequences in slots at once. */
  readonly maxBatch: number;
  /** Most key-value cache that slots may take together, MiB. */
  readonly kvBudgetMb: number;
}

/** Gives sequences their slots, within the budget: what the slots take at their full lengths never exceeds it. */
export class SlotPool {
  readonly #lengths = new Map<Sequence, number>();
  readonly #runner: Pick<ModelRunner, 'allocate' | 'free' | 'kvBytes' | 'kvBytesPerToken'>;
  readonly #limits: SlotLimits;

  constructor(
    runner: Pick<ModelRunner, 'allocate' | 'free' | 'kvBytes' | 'kvBytesPerToken'>,
    limits: SlotLimits,
  ) {
    this.#runner = runner;
    this.#limits = limits;
  }

  get slotsInUse(): number {
    return this.#lengths.size;
  }

  /** Tokens of context that the slots' reserved memory, and the budget, come to. */
  get use(): Pick<BackendLoad, 'kvUsedTokens' | 'kvCapacityTokens'> {
    const { kvBytesPerToken } = this.#runner;
    return {
      kvUsedTokens: this.#runner.kvBytes([...this.#lengths.values()]) / kvBytesPerToken,
      kvCapacityTokens: Math.floor((this.#limits.kvBudgetMb * MIB) / kvBytesPerToken),
    };
  }

  /** Why sequences of these lengths can never be in slots together; undefined if they can. */
  refusal(lengths: readonly number[]): InputError | undefined {
    if (this.#fits(lengths)) return undefined;
    const { maxBatch, kvBudgetMb } = this.#limits;
    if (lengths.length > maxBatch) {
      return new InputError(
        `a batch of ${lengths.length} requests exceeds the largest batch, ${maxBatch}: submit fewer at once or raise --max-batch`,
      );
    }
    const neededMb = this.#runner.kvBytes(lengths) / MIB;
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    return new InputError(
      `${tokens} tokens of context need ${mib(neededMb)} of key-value cache, over the budget of ${mib(kvBudgetMb)}: shorten the prompt, ask for fewer new tokens or raise --kv-budget-mb`,
      { parameter: 'prompt' },
    );
  }

  /** Starts the sequence in a slot of `length` tokens, if there is room for it now. */
  take(sequence: Sequence, length: number): boolean {
    if (!this.#fits([...this.#lengths.values(), length])) return false;
    sequence.start(this.#runner.allocate(length));
    this.#lengths.set(sequence, length);
    return true;
  }

  /** Frees the sequence's slot, if it has one. */
  give(sequence: Sequence): void {
    if (!sequence.slot) return;
    this.#runner.free(sequence.slot);
    sequence.slot = null;
    this.#lengths.delete(sequence);
  }

  #fits(lengths: readonly number[]): boolean {
    const { maxBatch, kvBudgetMb } = this.#limits;
    return lengths.length <= maxBatch && this.#runner.kvBytes(lengths) <= kvBudgetMb * MIB;
  }
}

const mib = (mb: number): string => `${Number(mb.toPrecision(4))} MiB`;
