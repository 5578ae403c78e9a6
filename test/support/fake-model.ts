import type { ModelConfig } from '../../src/model/config.js';
import type { DecodeRow, ModelRunner, Slot, StepOptions, StepOutput } from '../../src/model/runner.js';
import type { Tokenizer } from '../../src/model/tokenizer.js';

export const VOCAB = 32;
export const EOS = 0;
const BYTES_PER_TOKEN = 2 ** 10;

/** Token n is the n-th letter; end-of-sequence has no text. */
export const fakeTokenizer: Tokenizer = {
  encode: (text) => [...text].map((letter) => letter.codePointAt(0)! - 96),
  decode: (ids) => ids.map((id) => (id === EOS ? '' : String.fromCodePoint(96 + id))).join(''),
  has: (id) => id < VOCAB,
};

/**
 * Logits that depend on every token of the sequence and on its order, so that a row mixed up with another, a token
 * lost or a token taken in twice changes what follows. FNV-1a over the tokens, then one avalanche per vocabulary entry.
 */
export function logitsAfter(tokens: readonly number[]): Float32Array {
  let hash = 0x811c9dc5;
  for (const token of tokens) hash = Math.imul(hash ^ (token + 1), 0x01000193) >>> 0;
  return Float32Array.from({ length: VOCAB }, (_, id) => (avalanche(hash + id * 0x9e3779b9) / 2 ** 32) * 4);
}

/** The finaliser of MurmurHash3. */
function avalanche(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

class FakeSlot implements Slot {
  readonly tokens: number[] = [];
  constructor(readonly reserved: number) {}
  get length(): number {
    return this.tokens.length;
  }
}

/** A model of arithmetic alone. It keeps count of what it is asked, and refuses what a real one could not do. */
export class FakeModel implements ModelRunner {
  readonly config: ModelConfig;
  readonly dtype = 'fp32';
  readonly kvBytesPerToken = BYTES_PER_TOKEN;
  readonly maxPrefillTokens = 16;
  readonly live = new Set<Slot>();
  /** First prompt token of each slot, in the order in which slots were first written. */
  readonly started: number[] = [];
  prefilled = 0;
  decoded = 0;
  peakReserved = 0;
  /** Thrown by the next run of this kind. */
  failure: { in: 'prefill' | 'decode'; error: Error } | undefined;
  /** Called in the middle of a run, as a message from outside may come. */
  duringRun: () => void = () => undefined;

  constructor(maxPositions = 128) {
    this.config = {
      modelType: 'llama',
      hidden: 8,
      layers: 1,
      heads: 1,
      kvHeads: 1,
      headDim: 8,
      intermediate: 8,
      vocab: VOCAB,
      maxPositions,
      normEps: 1e-5,
      ropeTheta: 1e4,
      ropeScaling: null,
      tiedHead: true,
      qkvBias: false,
      qkNorm: false,
      eosTokenIds: [EOS],
      bosTokenId: null,
      dummyWeights: false,
    };
  }

  kvBytes(lengths: readonly number[]): number {
    return lengths.reduce((sum, length) => sum + length, 0) * BYTES_PER_TOKEN;
  }

  allocate(length: number): Slot {
    const slot = new FakeSlot(length);
    this.live.add(slot);
    const reserved = [...this.live].reduce((sum, each) => sum + (each as FakeSlot).reserved, 0);
    this.peakReserved = Math.max(this.peakReserved, reserved);
    return slot;
  }

  free(slot: Slot): void {
    if (!this.live.delete(slot)) throw new Error('freed twice');
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
  ) {
    if (tokens.length === 0 || tokens.length > this.maxPrefillTokens)
      throw new Error(`chunk of ${tokens.length}`);
    this.#failIfAsked('prefill');
    this.duringRun();
    if (slot.length === 0) this.started.push(tokens[0]!);
    for (const token of tokens) this.#append(slot, token);
    this.prefilled += tokens.length;
    return wantOutput ? output([slot as FakeSlot], options) : null;
  }

  async prefillRows(
    slot: Slot,
    tokens: readonly number[] | Int32Array,
    rows: Int32Array,
    { candidates = 1, logits = false }: StepOptions = {},
  ): Promise<StepOutput> {
    await this.prefill(slot, tokens, false);
    const all = (slot as FakeSlot).tokens;
    const before = all.length - tokens.length;
    const after = Array.from(rows, (row) => logitsAfter(all.slice(0, before + row + 1)));
    return stepOutput(after, candidates, logits);
  }

  async decode(rows: readonly DecodeRow[], options: StepOptions = {}): Promise<StepOutput> {
    if (rows.length === 0) throw new Error('an empty step');
    if (new Set(rows.map(({ slot }) => slot)).size < rows.length) throw new Error('a slot came twice');
    this.#failIfAsked('decode');
    this.duringRun();
    for (const { slot, token } of rows) this.#append(slot, token);
    this.decoded += rows.length;
    return output(
      rows.map(({ slot }) => slot as FakeSlot),
      options,
    );
  }

  async close(): Promise<void> {
    this.live.clear();
  }

  #append(slot: Slot, token: number): void {
    if (!this.live.has(slot)) throw new Error('a freed slot was used');
    if (slot.length === this.config.maxPositions) throw new Error('the context is full');
    (slot as FakeSlot).tokens.push(token);
  }

  #failIfAsked(run: 'prefill' | 'decode'): void {
    const failure = this.failure;
    if (failure?.in !== run) return;
    this.failure = undefined;
    throw failure.error;
  }
}

function output(slots: readonly FakeSlot[], { candidates = 1, logits = false }: StepOptions): StepOutput {
  return stepOutput(
    slots.map(({ tokens }) => logitsAfter(tokens)),
    candidates,
    logits,
  );
}

/** What a runner returns for rows of these logits. */
export function stepOutput(rows: readonly Float32Array[], candidates: number, logits: boolean): StepOutput {
  const best = rows.map((row) =>
    [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b).slice(0, candidates),
  );
  return {
    tokenIds: Int32Array.from(best, ([first]) => first!),
    candidateIds: Int32Array.from(best.flat()),
    candidateLogits: Float32Array.from(best.flatMap((ids, row) => ids.map((id) => rows[row]![id]!))),
    logits: logits ? Float32Array.from(rows.flatMap((row) => [...row])) : null,
  };
}
