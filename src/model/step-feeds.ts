import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { ModelConfig } from './config.js';
import type { KvCache } from './kv-cache.js';
import { loadOnnxruntime } from './onnxruntime.js';
import type { Slot } from './runner.js';

/** What `InferenceSession.run` takes. An output whose tensor is given is written to it. */
export interface Step {
  readonly feeds: Record<string, OrtTensor>;
  readonly fetches: Record<string, OrtTensor | null>;
}

export interface StepTokens {
  /** `length` of them for each slot, [slots · length]. */
  readonly tokens: readonly number[] | Int32Array;
  readonly length: number;
  /** Which of the slots × length positions go to the output head. */
  readonly outputRows: Int32Array;
  /** How many of the best tokens each of them returns. */
  readonly candidates: number;
  readonly logits: boolean;
}

/** The inputs and outputs of `graph.ts` for a step. Keys and values are views of the cache, read and appended to in place. */
export class StepFeeds {
  readonly #ort = loadOnnxruntime();

  /** By the slots they are of: making 2 tensors a layer takes 0.2 ms, putting them into new objects 0.1 ms. */
  readonly #views = new Map<string, Step>();
  readonly #config: ModelConfig;
  readonly #cache: KvCache;

  constructor(config: ModelConfig, cache: KvCache) {
    this.#config = config;
    this.#cache = cache;
  }

  /** The cache is about to move: views of where it lies are of no use any more. */
  forgetViews(): void {
    this.#views.clear();
  }

  /** The slots lie side by side in the cache, in this order, and have room for the tokens. Good until the next step. */
  step(slots: readonly Slot[], given: StepTokens): Step {
    const { tokens, length, outputRows, candidates, logits } = given;
    const last = slots.map((slot) => slot.length + length - 1);
    const { feeds, fetches } = this.#view(this.#cache.indexOf(slots[0]!), slots.length);
    feeds.tokens = this.#int32(tokens, [slots.length, length]);
    feeds.last_positions = this.#int32(last, [slots.length]);
    feeds.longest = this.#int32([Math.max(...last) + 1], [1]);
    feeds.output_rows = this.#int32(outputRows, [outputRows.length]);
    feeds.candidates = new this.#ort.Tensor('int64', BigInt64Array.of(BigInt(candidates)), [1]);
    const ranked = [outputRows.length, candidates];
    fetches.ids = this.#int32(new Int32Array(outputRows.length * candidates), ranked);
    fetches.scores = this.#float32(new Float32Array(outputRows.length * candidates), ranked);
    return { feeds, fetches: logits ? { ...fetches, logits: this.#logits(outputRows.length) } : fetches };
  }

  #view(from: number, count: number): Step {
    const key = `${from} ${count}`;
    const view = this.#views.get(key) ?? this.#makeView(from, count);
    this.#views.set(key, view);
    return view;
  }

  #makeView(from: number, count: number): Step {
    const { layers, kvHeads, headDim } = this.#config;
    const dims = [count, kvHeads, this.#cache.capacity, headDim];
    const view: Step = { feeds: {}, fetches: { end: null } };
    for (let layer = 0; layer < layers; layer++) {
      const planes = this.#cache.view(layer, from, count);
      for (const kind of ['key', 'value'] as const) {
        const tensor = this.#float32(planes[`${kind}s`], dims);
        view.feeds[`past_${kind}_${layer}`] = tensor;
        view.fetches[`present_${kind}_${layer}`] = tensor;
      }
    }
    return view;
  }

  #logits(rows: number): OrtTensor {
    const { vocab } = this.#config;
    return this.#float32(new Float32Array(rows * vocab), [rows, vocab]);
  }

  #float32(data: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.#ort.Tensor('float32', data, dims);
  }

  #int32(values: readonly number[] | Int32Array, dims: readonly number[]): OrtTensor {
    return new this.#ort.Tensor('int32', Int32Array.from(values), dims);
  }
}
