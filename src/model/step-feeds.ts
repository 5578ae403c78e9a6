import { createRequire } from 'node:module';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { ModelConfig } from './config.js';
import type { KvCache } from './kv-cache.js';
import type { Slot } from './runner.js';

export type Feeds = Record<string, OrtTensor>;

/** Scores this far below the others get no weight in a float32 softmax, and leave room for sums. */
const MASKED = -1e9;

/** The inputs of `graph.ts` for a step. Keys and values are views of the cache: nothing is copied. */
export class StepFeeds {
  private readonly ort = createRequire(import.meta.url)(
    'onnxruntime-node',
  ) as typeof import('onnxruntime-node');

  private lastPast: { key: string; feeds: Feeds } | null = null;

  constructor(
    private readonly config: ModelConfig,
    private readonly cache: KvCache,
  ) {}

  /** The cache is about to move: views of where it lies are of no use any more. */
  forgetViews(): void {
    this.lastPast = null;
  }

  /** A chunk of one sequence's prompt; its slot has room for it. */
  prefill(slot: Slot, tokens: readonly number[] | Int32Array): Feeds {
    // without a past an empty view suffices
    const past = slot.length === 0 ? 0 : this.cache.capacity;
    return this.step([slot], this.cache.indexOf(slot), tokens, tokens.length, past);
  }

  /** The next token of each of the cache's first slots, in their order. */
  decode(slots: readonly Slot[], tokens: readonly number[]): Feeds {
    return this.step(slots, 0, tokens, 1, this.cache.capacity);
  }

  /** `length` tokens for each of the slots, which lie in the cache from row `from` on. */
  private step(
    slots: readonly Slot[],
    from: number,
    tokens: readonly number[] | Int32Array,
    length: number,
    past: number,
  ): Feeds {
    const count = slots.length;
    return {
      tokens: this.int32(tokens, [count, length]),
      positions: this.positions(slots, length),
      mask: this.mask(slots, length, past),
      score_split: this.int64([past, length], [2]),
      ...this.past(from, count, past),
    };
  }

  /** Which of the step's positions go to the output head, and how many of the best tokens each returns. */
  outputs(rows: Int32Array, candidates: number): Feeds {
    return { output_rows: this.int32(rows, [rows.length]), candidates: this.int64([candidates], [1]) };
  }

  /** The same slots' views serve step after step, until they are laid out anew: making 2 tensors a layer takes 0.2 ms. */
  private past(from: number, count: number, capacity: number): Feeds {
    const key = [from, count, capacity].join();
    if (this.lastPast?.key !== key) this.lastPast = { key, feeds: this.makePast(from, count, capacity) };
    return this.lastPast.feeds;
  }

  private makePast(from: number, count: number, capacity: number): Feeds {
    const { layers, kvHeads, headDim } = this.config;
    const feeds: Feeds = {};
    for (let layer = 0; layer < layers; layer++) {
      const { keys, values } = this.cache.view(layer, from, capacity === 0 ? 0 : count);
      feeds[`past_key_${layer}`] = this.float32(keys, [count, kvHeads, 1, headDim, capacity]);
      feeds[`past_value_${layer}`] = this.float32(values, [count, kvHeads, 1, capacity, headDim]);
    }
    return feeds;
  }

  private positions(slots: readonly Slot[], length: number): OrtTensor {
    const positions = slots.flatMap((slot) => Array.from({ length }, (_, i) => slot.length + i));
    return this.int64(positions, [slots.length, length]);
  }

  /** A token sees what its slot holds, the tokens given before it, and itself. */
  private mask(slots: readonly Slot[], length: number, past: number): OrtTensor {
    const seen = past + length;
    const mask = new Float32Array(slots.length * length * seen);
    let row = 0;
    for (const slot of slots) {
      for (let token = 0; token < length; token++) {
        mask.fill(MASKED, row + slot.length, row + past);
        mask.fill(MASKED, row + past + token + 1, row + seen);
        row += seen;
      }
    }
    return this.float32(mask, [slots.length, 1, 1, length, seen]);
  }

  private float32(data: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.ort.Tensor('float32', data, dims);
  }

  private int32(values: readonly number[] | Int32Array, dims: readonly number[]): OrtTensor {
    return new this.ort.Tensor('int32', Int32Array.from(values), dims);
  }

  private int64(values: readonly number[], dims: readonly number[]): OrtTensor {
    return new this.ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  }
}
