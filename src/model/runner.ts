/**
 * One forward pass over many sequences: what the schedulers of `engine/` drive. A slot holds the keys and values of
 * one sequence; where they lie in memory, and how they move when slots come, grow and go, is the runner's business.
 */
import type { ModelConfig } from './config.js';

/** The key-value cache of one sequence. Made by `allocate`, dead after `free`. */
export interface Slot {
  /** Tokens whose keys and values it holds: the position of the next token. */
  readonly length: number;
}

/** What a step should return beside the most likely token of each row. */
export interface StepOptions {
  /** How many best candidates per row, 1 … vocabulary; 1 (the default) is greedy. */
  readonly candidates?: number;
  /** Every row's logits over the whole vocabulary: costs a copy of rows × vocabulary floats. */
  readonly logits?: boolean;
}

/** One row per sequence, in the order asked. */
export interface StepOutput {
  /** Most likely token of each row. On equal logits, the lowest id. */
  readonly tokenIds: Int32Array;
  /** Ids of the best `candidates` of each row, most likely first: [rows, candidates]. */
  readonly candidateIds: Int32Array;
  /** Logits of `candidateIds`: [rows, candidates]. */
  readonly candidateLogits: Float32Array;
  /** [rows, vocabulary]; null unless asked for. */
  readonly logits: Float32Array | null;
}

export interface DecodeRow {
  readonly slot: Slot;
  /** The sequence's latest token, not yet in its slot: it is appended by this step. */
  readonly token: number;
}

/** Weights as the graph holds them. */
export type ModelDtype = 'fp32' | 'int8' | 'int4';

/** The same, or as a GGUF file has them: what it stores in blocks stays in blocks, the rest is float32. */
export type EngineDtype = ModelDtype | 'gguf';

export interface ModelRunner {
  readonly config: ModelConfig;
  readonly dtype: EngineDtype;
  /** Bytes of key-value cache that a token of context takes. */
  readonly kvBytesPerToken: number;
  /** Bytes of cache that sequences of these lengths take together, room for growth and padding included. */
  kvBytes(lengths: readonly number[]): number;
  /** Longest prefill call that runs as one piece; longer ones are refused, so cut prompts into chunks. */
  readonly maxPrefillTokens: number;
  /** An empty slot, without memory yet. `length`: tokens expected (prompt plus output), so that it need not move when it grows; it may outgrow it. */
  allocate(length: number): Slot;
  /**
   * Appends `tokens` (a chunk of the prompt) to the slot. With `wantOutput` the result has one row: what follows the
   * last of them; without, null. Other slots are untouched.
   */
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
  /** As `prefill`, with the output of several of the given tokens: `rows` are their places among `tokens`. */
  prefillRows(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    rows: Int32Array,
    options?: StepOptions,
  ): Promise<StepOutput>;
  /** One token further in every row: each at its own position. No slot may come twice. */
  decode(rows: readonly DecodeRow[], options?: StepOptions): Promise<StepOutput>;
  /** Frees the slot's memory for others at once. */
  free(slot: Slot): void;
  /** Frees the model; slots are dead. */
  close(): Promise<void>;
}
