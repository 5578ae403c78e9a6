import { createRequire } from 'node:module';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { ModelConfig } from './config.js';
import { bytesPerToken, KvCache, kvBytes } from './kv-cache.js';
import type { DecodeRow, ModelDtype, ModelRunner, Slot, StepOptions, StepOutput } from './runner.js';

type Ort = typeof import('onnxruntime-node');
type Feeds = Record<string, OrtTensor>;

/** Scores this far below the others get no weight in a float32 softmax, and leave room for sums. */
const MASKED = -1e9;

const STEP_OUTPUTS: readonly string[] = ['ids', 'scores', 'new_keys', 'new_values'];

export interface OnnxRunnerOptions {
  readonly graphPath: string;
  readonly config: ModelConfig;
  readonly dtype: ModelDtype;
  /** Intra-op threads; absent: as many as the machine has cores. */
  readonly threads?: number;
  /** Path prefix for onnxruntime's profile; absent: none is written. */
  readonly profilePrefix?: string;
}

/** Runs the graph of `graph.ts`: feeds are views of the cache, and what comes back is small. */
export class OnnxRunner implements ModelRunner {
  readonly maxPrefillTokens = 512;
  readonly kvBytesPerToken: number;
  private readonly cache: KvCache;

  private constructor(
    readonly config: ModelConfig,
    readonly dtype: ModelDtype,
    private readonly ort: Ort,
    private readonly session: InferenceSession,
  ) {
    this.kvBytesPerToken = bytesPerToken(config);
    this.cache = new KvCache(config);
  }

  static async load(options: OnnxRunnerOptions): Promise<OnnxRunner> {
    const ort = createRequire(import.meta.url)('onnxruntime-node') as Ort;
    const session = await ort.InferenceSession.create(options.graphPath, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(options.threads ? { intraOpNumThreads: options.threads } : {}),
      ...(options.profilePrefix ? { enableProfiling: true, profileFilePrefix: options.profilePrefix } : {}),
    });
    return new OnnxRunner(options.config, options.dtype, ort, session);
  }

  allocate(_length: number): Slot {
    return this.cache.allocate();
  }

  kvBytes(lengths: readonly number[]): number {
    return kvBytes(this.config, lengths);
  }

  free(slot: Slot): void {
    this.cache.free(slot);
  }

  prefill(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    wantOutput: true,
    options?: StepOptions,
  ): Promise<StepOutput>;
  prefill(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    wantOutput: boolean,
    options?: StepOptions,
  ): Promise<StepOutput | null>;
  async prefill(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    wantOutput: boolean,
    options: StepOptions = {},
  ): Promise<StepOutput | null> {
    const output = await this.prefillRows(slot, tokens, Int32Array.of(tokens.length - 1), options);
    return wantOutput ? output : null;
  }

  /** As `prefill`, with the output of several of the given tokens: `rows` are their places among `tokens`. */
  async prefillRows(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    rows: Int32Array,
    options: StepOptions = {},
  ): Promise<StepOutput> {
    const count = tokens.length;
    if (count < 1 || count > this.maxPrefillTokens) {
      throw new RangeError(`a prefill takes 1 to ${this.maxPrefillTokens} tokens, not ${count}`);
    }
    this.checkRoom(slot, count);
    this.cache.reserve([slot], count);
    const past = slot.length;
    const total = past + count;
    const feeds: Feeds = {
      is_prefill: this.tensor('bool', Uint8Array.of(1), [1]),
      tokens: this.tensor('int32', Int32Array.from(tokens), [1, count]),
      positions: this.tensor(
        'int64',
        BigInt64Array.from({ length: count }, (_, i) => BigInt(past + i)),
        [1, count],
      ),
      past_mask: this.tensor('float32', new Float32Array(1), [1, 1, 1, 1, 1]),
      past_split: this.tensor('int64', BigInt64Array.of(0n, 1n), [2]),
      last_position: this.tensor('int32', Int32Array.of(total - 1), [1]),
      total_length: this.tensor('int32', Int32Array.of(total), [1]),
      new_from: this.tensor('int64', BigInt64Array.of(BigInt(past)), [1]),
      new_to: this.tensor('int64', BigInt64Array.of(BigInt(total)), [1]),
    };
    // without a past an empty view suffices, and the operator then copies nothing
    this.addPast(feeds, this.cache.indexOf(slot), 1, past === 0 ? 0 : this.cache.capacity);
    return this.run(feeds, [slot], rows, count, options);
  }

  async decode(rows: readonly DecodeRow[], options: StepOptions = {}): Promise<StepOutput> {
    const tokenOf = new Map(rows.map(({ slot, token }) => [slot, token]));
    for (const { slot } of rows) this.checkRoom(slot, 1);
    if (tokenOf.size !== rows.length) throw new RangeError('a slot comes twice in one decode step');
    this.cache.reserve([...tokenOf.keys()], 1);
    const slots = this.cache.gather([...tokenOf.keys()]);
    const count = rows.length;
    const feeds: Feeds = {
      is_prefill: this.tensor('bool', Uint8Array.of(0), [1]),
      tokens: this.tensor(
        'int32',
        Int32Array.from(slots, (slot) => tokenOf.get(slot)!),
        [count, 1],
      ),
      positions: this.tensor(
        'int64',
        BigInt64Array.from(slots, (slot) => BigInt(slot.length)),
        [count, 1],
      ),
      past_mask: this.pastMask(slots),
      past_split: this.tensor('int64', BigInt64Array.of(BigInt(this.cache.capacity), 1n), [2]),
      last_position: this.tensor('int32', new Int32Array(count), [count]),
      total_length: this.tensor('int32', Int32Array.of(1), [1]),
      new_from: this.tensor('int64', BigInt64Array.of(0n), [1]),
      new_to: this.tensor('int64', BigInt64Array.of(0n), [1]),
    };
    this.addPast(feeds, 0, count, this.cache.capacity);
    // rows are computed in the order of their slots, and come out in the order asked
    const places = Int32Array.from(rows, ({ slot }) => this.cache.indexOf(slot));
    return this.run(feeds, slots, places, 1, options);
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private checkRoom(slot: Slot, tokens: number): void {
    if (slot.length + tokens > this.config.maxPositions) {
      throw new RangeError(
        `a sequence of ${slot.length} tokens cannot grow by ${tokens}: the model has ${this.config.maxPositions} positions`,
      );
    }
  }

  private addPast(feeds: Feeds, from: number, count: number, capacity: number): void {
    const { layers, kvHeads, headDim } = this.config;
    const rows = capacity === 0 ? 0 : count;
    for (let layer = 0; layer < layers; layer++) {
      const { keys, values } = this.cache.view(layer, from, rows);
      feeds[`past_key_${layer}`] = this.tensor('float32', keys, [count, kvHeads, 1, headDim, capacity]);
      feeds[`past_value_${layer}`] = this.tensor('float32', values, [count, kvHeads, 1, capacity, headDim]);
    }
  }

  private pastMask(slots: readonly Slot[]): OrtTensor {
    const { capacity } = this.cache;
    const mask = new Float32Array(slots.length * capacity);
    for (const [row, slot] of slots.entries())
      mask.fill(MASKED, row * capacity + slot.length, (row + 1) * capacity);
    return this.tensor('float32', mask, [slots.length, 1, 1, 1, capacity]);
  }

  private async run(
    feeds: Feeds,
    slots: readonly Slot[],
    rows: Int32Array,
    tokens: number,
    options: StepOptions,
  ): Promise<StepOutput> {
    feeds.output_rows = this.tensor('int32', rows, [rows.length]);
    feeds.candidates = this.tensor('int64', BigInt64Array.of(BigInt(options.candidates ?? 1)), [1]);
    const fetches = options.logits ? [...STEP_OUTPUTS, 'logits'] : STEP_OUTPUTS;
    const results = await this.session.run(feeds, fetches);
    const added = {
      keys: results.new_keys!.data as Float32Array,
      values: results.new_values!.data as Float32Array,
    };
    this.cache.append(slots, added, tokens);
    return toOutput(results, rows.length);
  }

  private tensor(
    type: 'float32' | 'int32' | 'int64' | 'bool',
    data: Float32Array | Int32Array | BigInt64Array | Uint8Array,
    dims: number[],
  ): OrtTensor {
    return new this.ort.Tensor(type, data as Float32Array, dims);
  }
}

function toOutput(results: InferenceSession.OnnxValueMapType, rows: number): StepOutput {
  const candidateIds = results.ids!.data as Int32Array;
  const candidates = candidateIds.length / rows;
  return {
    tokenIds:
      candidates === 1
        ? candidateIds
        : Int32Array.from({ length: rows }, (_, row) => candidateIds[row * candidates]!),
    candidateIds,
    candidateLogits: results.scores!.data as Float32Array,
    logits: (results.logits?.data as Float32Array | undefined) ?? null,
  };
}
