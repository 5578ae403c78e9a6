import type { GenerateRequest } from '../generation.js';
import type { Slot, StepOptions, StepOutput } from '../model/runner.js';
import type { RequestLife } from '../request-life.js';
import type { Sampler } from './sampler.js';
import type { Scorer } from './scorer.js';
import { together } from './step-needs.js';

/** waiting → prefilling (has a slot) → running (has its first token) → finished; any state can go to finished. */
export type SequenceState = 'waiting' | 'prefilling' | 'running' | 'finished';

/** One request on its way through the engine: its life, and the tokens of it that the model holds in a slot. */
export class Sequence {
  /** Set by whoever gives it a slot. */
  slot: Slot | null = null;
  #phase: Exclude<SequenceState, 'finished'> = 'waiting';
  #latest = 0;

  constructor(
    readonly life: RequestLife,
    readonly promptIds: readonly number[],
    readonly sampler: Sampler,
    /** Null where nobody wants log-probabilities. */
    readonly scorer: Scorer | null = null,
  ) {}

  get request(): GenerateRequest {
    return this.life.request;
  }

  get state(): SequenceState {
    return this.life.ended ? 'finished' : this.#phase;
  }

  /** Most tokens it can hold: prompt plus output. */
  get maxTokens(): number {
    return this.promptIds.length + this.request.maxNewTokens;
  }

  /** Its newest token, which the next decode step takes in. */
  get latestToken(): number {
    return this.#latest;
  }

  /** What a step must return for it. */
  get needs(): StepOptions {
    return this.scorer ? together([this.sampler.needs, this.scorer.needs]) : this.sampler.needs;
  }

  /** Prefill begins in this slot. */
  start(slot: Slot): void {
    this.slot = slot;
    this.#phase = 'prefilling';
  }

  /** The next `most` or fewer tokens of the prompt that are not in the slot yet. */
  nextChunk(most: number): readonly number[] {
    const start = this.slot!.length;
    return this.promptIds.slice(start, start + most);
  }

  /** Takes the token that row `row` of a step made for this sequence. */
  accept(output: StepOutput, row: number, nowMs: number): void {
    const tokenId = this.sampler.pick(output, row);
    if (!this.life.ended) this.scorer?.add(tokenId, output, row);
    this.#latest = tokenId;
    this.#phase = 'running';
    this.life.take(tokenId, nowMs);
  }
}
