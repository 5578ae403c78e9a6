import { type Decode, Detokenizer } from '../detokenizer.js';
import type { EventChannel } from '../event-channel.js';
import type { FinishReason, GenerateRequest } from '../generation.js';
import type { Slot } from '../model/runner.js';
import { StopStrings } from '../stop-strings.js';
import type { Sampler } from './sampler.js';

/** waiting → prefilling (has a slot) → running (has its first token) → finished; any state can go to finished. */
export type SequenceState = 'waiting' | 'prefilling' | 'running' | 'finished';

export interface SequenceParts {
  readonly request: GenerateRequest;
  readonly promptIds: readonly number[];
  readonly channel: EventChannel;
  readonly sampler: Sampler;
  readonly decode: Decode;
  /** Tokens that end the output. */
  readonly eosTokenIds: readonly number[];
  readonly submittedAtMs: number;
}

/** One request on its way through the engine: what it asked for, where it stands, and what it has made. */
export class Sequence {
  readonly request: GenerateRequest;
  readonly promptIds: readonly number[];
  readonly sampler: Sampler;
  /** Set by whoever gives it a slot. */
  slot: Slot | null = null;
  #state: SequenceState = 'waiting';
  #reason: FinishReason | null = null;
  #latest = 0;
  #outputTokens = 0;
  #computedTokens = 0;
  #abandoned = false;
  readonly #channel: EventChannel;
  readonly #eos: ReadonlySet<number>;
  readonly #deadlineAtMs: number;
  readonly #detokenizer: Detokenizer;
  readonly #text: StopStrings;

  constructor(parts: SequenceParts) {
    const { request, submittedAtMs } = parts;
    this.request = request;
    this.promptIds = parts.promptIds;
    this.sampler = parts.sampler;
    this.#channel = parts.channel;
    this.#eos = new Set(request.forceLength ? [] : parts.eosTokenIds);
    this.#deadlineAtMs = submittedAtMs + (request.deadlineMs ?? Number.POSITIVE_INFINITY);
    this.#detokenizer = new Detokenizer(parts.decode);
    this.#text = new StopStrings(request.stop ?? []);
    if (request.signal?.aborted) this.cancel();
    else request.signal?.addEventListener('abort', this.cancel);
  }

  get state(): SequenceState {
    return this.#state;
  }

  /** Most tokens it can hold: prompt plus output. */
  get maxTokens(): number {
    return this.promptIds.length + this.request.maxNewTokens;
  }

  /** Its newest token, which the next decode step takes in. */
  get latestToken(): number {
    return this.#latest;
  }

  /** Nobody waits for it any more (cancelled, past its deadline, failed), so nothing more is computed for it. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Prefill begins in this slot. */
  start(slot: Slot): void {
    this.slot = slot;
    this.#state = 'prefilling';
  }

  /** The next `most` or fewer tokens of the prompt that are not in the slot yet. */
  nextChunk(most: number): readonly number[] {
    const start = this.slot!.length;
    return this.promptIds.slice(start, start + most);
  }

  /** Takes the token that a step made for this sequence, and hands it to the caller unless the output has ended. */
  accept(tokenId: number, nowMs: number): void {
    this.#computedTokens++;
    this.#latest = tokenId;
    if (this.#state === 'finished' || this.expire(nowMs)) return;
    this.#state = 'running';
    const index = this.#outputTokens++;
    const isEnd = this.#eos.has(tokenId);
    let text = isEnd ? '' : this.#text.push(this.#detokenizer.push(tokenId));
    const isLast = isEnd || this.#text.stopped || this.#outputTokens === this.request.maxNewTokens;
    if (isLast) {
      text += this.#text.push(this.#detokenizer.flush()) + this.#text.flush();
      this.#finish(isEnd || this.#text.stopped ? 'stop' : 'length');
    }
    this.#channel.push({ kind: 'token', index, tokenId, text, emittedAtMs: nowMs });
  }

  /** The caller has gone. */
  readonly cancel = (): void => this.#abandon('cancelled');

  /** Finishes the sequence if its deadline has passed. */
  expire(nowMs: number): boolean {
    if (this.#state === 'finished' || nowMs <= this.#deadlineAtMs) return false;
    this.#abandon('deadline');
    return true;
  }

  fail(error: Error): void {
    this.#abandoned = true;
    this.#finish(null);
    this.#channel.fail(error);
    this.#hearNoMore();
  }

  /** Tells the caller that it has ended; called once its slot is free and all its computed tokens are counted. */
  close(): void {
    this.#hearNoMore();
    if (!this.#reason) return;
    this.#channel.push({
      kind: 'finish',
      reason: this.#reason,
      promptTokens: this.promptIds.length,
      outputTokens: this.#outputTokens,
      computedTokens: this.#computedTokens,
    });
  }

  #abandon(reason: FinishReason): void {
    this.#abandoned = true;
    if (this.#state !== 'finished') this.#finish(reason);
  }

  /** @param reason null: it failed. */
  #finish(reason: FinishReason | null): void {
    this.#state = 'finished';
    this.#reason = reason;
  }

  #hearNoMore(): void {
    this.request.signal?.removeEventListener('abort', this.cancel);
  }
}
