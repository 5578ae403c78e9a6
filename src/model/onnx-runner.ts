import type { InferenceSession } from 'onnxruntime-node';
import type { ModelConfig } from './config.js';
import { bytesPerToken, KvCache, kvBytes } from './kv-cache.js';
import { loadOnnxruntime } from './onnxruntime.js';
import type { DecodeRow, EngineDtype, ModelRunner, Slot, StepOptions, StepOutput } from './runner.js';
import { StepFeeds } from './step-feeds.js';

export interface OnnxRunnerOptions {
  readonly graphPath: string;
  readonly config: ModelConfig;
  readonly dtype: EngineDtype;
  /** Intra-op threads; absent: as many as the machine has cores. */
  readonly threads?: number;
  /** Path prefix for onnxruntime's profile; absent: none is written. */
  readonly profilePrefix?: string;
}

/**
 * What onnxruntime-node (1.30) says when the graph has run and its first output, `end`, cannot become a JavaScript value.
 * It writes every output to the tensor given for it and then copies them all into new ones: of the cache, that would be
 * all of it at every step. At `end` it gives up before the first copy.
 */
const END_REACHED = 'Non tensor type is temporarily not supported';

/** Runs the graph of `graph.ts`: keys and values stay where they are, in the cache, which the graph reads and appends to. */
export class OnnxRunner implements ModelRunner {
  /**
   * 1,000 tokens in pieces of 128, 256, 512: 660, 660, 690 ms when the machine is all ours, 900, 855, 820 when it is not
   * (fewer pieces, fewer meetings of the threads); scores outgrow the caches beyond.
   */
  readonly maxPrefillTokens = 256;
  readonly kvBytesPerToken: number;
  readonly #cache: KvCache;
  readonly #feeds: StepFeeds;
  readonly #session: InferenceSession;

  private constructor(
    readonly config: ModelConfig,
    readonly dtype: EngineDtype,
    session: InferenceSession,
  ) {
    this.#session = session;

    this.kvBytesPerToken = bytesPerToken(config);
    this.#cache = new KvCache(config, () => this.#feeds.forgetViews());
    this.#feeds = new StepFeeds(config, this.#cache);
  }

  static async load(options: OnnxRunnerOptions): Promise<OnnxRunner> {
    const ort = loadOnnxruntime();
    process.env.ORT_GQA_DISABLE_FLASH_ATTENTION ??= '1'; // its decode kernel takes 30 ms where this one takes 24 (8 × 1,000 tokens)
    const session = await ort.InferenceSession.create(options.graphPath, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(options.threads ? { intraOpNumThreads: options.threads } : {}),
      ...(options.profilePrefix ? { enableProfiling: true, profileFilePrefix: options.profilePrefix } : {}),
    });
    return new OnnxRunner(options.config, options.dtype, session);
  }

  allocate(length: number): Slot {
    return this.#cache.allocate(length);
  }

  kvBytes(lengths: readonly number[]): number {
    return kvBytes(this.config, lengths);
  }

  free(slot: Slot): void {
    this.#cache.free(slot);
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
    this.#checkRoom(slot, count);
    this.#cache.reserve([slot], count);
    const output = await this.#run([slot], tokens, count, rows, options);
    this.#cache.grow([slot], count);
    return output;
  }

  async decode(rows: readonly DecodeRow[], options: StepOptions = {}): Promise<StepOutput> {
    const tokenOf = new Map(rows.map(({ slot, token }) => [slot, token]));
    for (const { slot } of rows) this.#checkRoom(slot, 1);
    if (tokenOf.size !== rows.length) throw new RangeError('a slot comes twice in one decode step');
    this.#cache.reserve([...tokenOf.keys()], 1);
    const slots = this.#cache.gather([...tokenOf.keys()]);
    const tokens = slots.map((slot) => tokenOf.get(slot)!);
    // rows are computed in the order of their slots, and come out in the order asked
    const places = Int32Array.from(rows, ({ slot }) => this.#cache.indexOf(slot));
    const output = await this.#run(slots, tokens, 1, places, options);
    this.#cache.grow(slots, 1);
    return output;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  #checkRoom(slot: Slot, tokens: number): void {
    if (slot.length + tokens > this.config.maxPositions) {
      throw new RangeError(
        `a sequence of ${slot.length} tokens cannot grow by ${tokens}: the model has ${this.config.maxPositions} positions`,
      );
    }
  }

  /** `length` tokens for each of the slots, which lie side by side. */
  async #run(
    slots: readonly Slot[],
    tokens: readonly number[] | Int32Array,
    length: number,
    outputRows: Int32Array,
    { candidates = 1, logits = false }: StepOptions,
  ): Promise<StepOutput> {
    const { feeds, fetches } = this.#feeds.step(slots, { tokens, length, outputRows, candidates, logits });
    await this.#session.run(feeds, fetches).catch((error: Error) => {
      if (!error.message.includes(END_REACHED)) throw error;
    });
    const candidateIds = fetches.ids!.data as Int32Array;
    return {
      tokenIds:
        candidates === 1
          ? candidateIds
          : Int32Array.from(outputRows, (_, row) => candidateIds[row * candidates]!),
      candidateIds,
      candidateLogits: fetches.scores!.data as Float32Array,
      logits: (fetches.logits?.data as Float32Array | undefined) ?? null,
    };
  }
}
