import { createRequire } from 'node:module';
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelConfig } from './config.js';
import { bytesPerToken, KvCache, kvBytes } from './kv-cache.js';
import type { DecodeRow, ModelDtype, ModelRunner, Slot, StepOptions, StepOutput } from './runner.js';
import { type Feeds, StepFeeds } from './step-feeds.js';

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
  /** 1,000 tokens take 840 ms in pieces of 128, 910 in pieces of 256 and 1,300 in pieces of 512: their scores outgrow the caches. */
  readonly maxPrefillTokens = 128;
  readonly kvBytesPerToken: number;
  private readonly cache: KvCache;
  private readonly feeds: StepFeeds;

  private constructor(
    readonly config: ModelConfig,
    readonly dtype: ModelDtype,
    private readonly session: InferenceSession,
  ) {
    this.kvBytesPerToken = bytesPerToken(config);
    this.cache = new KvCache(config, () => this.feeds.forgetViews());
    this.feeds = new StepFeeds(config, this.cache);
  }

  static async load(options: OnnxRunnerOptions): Promise<OnnxRunner> {
    const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
    const session = await ort.InferenceSession.create(options.graphPath, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(options.threads ? { intraOpNumThreads: options.threads } : {}),
      ...(options.profilePrefix ? { enableProfiling: true, profileFilePrefix: options.profilePrefix } : {}),
    });
    return new OnnxRunner(options.config, options.dtype, session);
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
    // the output head cannot do without a row: 3 % of a chunk's time when nobody wants it
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
    const results = await this.run(this.feeds.prefill(slot, tokens), rows, options);
    this.cache.append([slot], { keys: floats(results.new_keys), values: floats(results.new_values) }, count);
    return toOutput(results, rows.length);
  }

  async decode(rows: readonly DecodeRow[], options: StepOptions = {}): Promise<StepOutput> {
    const tokenOf = new Map(rows.map(({ slot, token }) => [slot, token]));
    for (const { slot } of rows) this.checkRoom(slot, 1);
    if (tokenOf.size !== rows.length) throw new RangeError('a slot comes twice in one decode step');
    this.cache.reserve([...tokenOf.keys()], 1);
    const slots = this.cache.gather([...tokenOf.keys()]);
    const tokens = slots.map((slot) => tokenOf.get(slot)!);
    // rows are computed in the order of their slots, and come out in the order asked
    const places = Int32Array.from(rows, ({ slot }) => this.cache.indexOf(slot));
    const results = await this.run(this.feeds.decode(slots, tokens), places, options);
    this.cache.append(slots, { keys: floats(results.new_keys), values: floats(results.new_values) }, 1);
    return toOutput(results, rows.length);
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

  private run(
    feeds: Feeds,
    rows: Int32Array,
    options: StepOptions,
  ): Promise<InferenceSession.OnnxValueMapType> {
    const fetches = ['new_keys', 'new_values', 'ids', 'scores', ...(options.logits ? ['logits'] : [])];
    return this.session.run({ ...feeds, ...this.feeds.outputs(rows, options.candidates ?? 1) }, fetches);
  }
}

const floats = (tensor: { data: unknown } | undefined): Float32Array => tensor!.data as Float32Array;

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
