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

  private lastPast: { key: string; feeds: Feeds } = { key: '', feeds: {} };

  constructor(
    private readonly config: ModelConfig,
    private readonly cache: KvCache,
  ) {}

  /** The cache is about to move: views of where it lies are of no use any more. */
  forgetViews(): void {
    this.lastPast = { key: '', feeds: {} };
  }

  /** A chunk of one sequence's prompt; its slot has room for it. */
  prefill(slot: Slot, tokens: readonly number[] | Int32Array): Feeds {
    const count = tokens.length;
    const total = slot.length + count;
    return {
      is_prefill: this.bool(true),
      tokens: this.int32(tokens, [1, count]),
      positions: this.int64([0], [1, 1]), // only decoding asks for them, and for the two that follow
      past_mask: this.float32(new Float32Array(1), [1, 1, 1, 1, 1]),
      past_split: this.int64([0, 1], [2]),
      last_position: this.int32([total - 1], [1]),
      total_length: this.int32([total], [1]),
      new_from: this.int64([slot.length], [1]),
      new_to: this.int64([total], [1]),
      // without a past an empty view suffices, and the operator then copies nothing
      ...this.past(this.cache.indexOf(slot), 1, slot.length === 0 ? 0 : this.cache.capacity),
    };
  }

  /** The next token of each of the cache's first slots, in their order. */
  decode(slots: readonly Slot[], tokens: readonly number[]): Feeds {
    const count = slots.length;
    const { capacity } = this.cache;
    return {
      is_prefill: this.bool(false),
      tokens: this.int32(tokens, [count, 1]),
      positions: this.int64(
        slots.map((slot) => slot.length),
        [count, 1],
      ),
      past_mask: this.pastMask(slots),
      past_split: this.int64([capacity, 1], [2]),
      last_position: this.int32([0], [1]), // only prefill asks for them
      total_length: this.int32([1], [1]),
      new_from: this.int64([0], [1]),
      new_to: this.int64([0], [1]),
      ...this.past(0, count, capacity),
    };
  }

  /** Which of the step's positions go to the output head, and how many of the best tokens each returns. */
  outputs(rows: Int32Array, candidates: number): Feeds {
    return { output_rows: this.int32(rows, [rows.length]), candidates: this.int64([candidates], [1]) };
  }

  /** The same slots' views serve step after step, until they are laid out anew: making 2 tensors a layer takes 0.2 ms. */
  private past(from: number, count: number, capacity: number): Feeds {
    const key = [from, count, capacity].join();
    if (this.lastPast.key !== key) this.lastPast = { key, feeds: this.makePast(from, count, capacity) };
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

  private pastMask(slots: readonly Slot[]): OrtTensor {
    const { capacity } = this.cache;
    const mask = new Float32Array(slots.length * capacity);
    for (const [row, slot] of slots.entries())
      mask.fill(MASKED, row * capacity + slot.length, (row + 1) * capacity);
    return this.float32(mask, [slots.length, 1, 1, 1, capacity]);
  }

  private bool(value: boolean): OrtTensor {
    return new this.ort.Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
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
