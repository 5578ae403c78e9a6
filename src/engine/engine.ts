import type { Clock } from '../clock.js';
import { Detokenizer } from '../detokenizer.js';
import { asError, BackendError } from '../errors.js';
import type { EventChannel } from '../event-channel.js';
import type { BackendLoad, GenerateRequest } from '../generation.js';
import type { ModelRunner, StepOutput } from '../model/runner.js';
import type { Tokenizer } from '../model/tokenizer.js';
import { RequestLife } from '../request-life.js';
import { seededRandom } from '../workload/random.js';
import { checkRequest } from './check.js';
import { createSampler } from './sampler.js';
import type { PrefillChunk, Scheduler } from './schedulers/scheduler.js';
import { Scorer } from './scorer.js';
import { Sequence } from './sequence.js';
import type { SlotPool } from './slot-pool.js';
import { together } from './step-needs.js';

export interface EngineParts {
  readonly runner: Pick<ModelRunner, 'config' | 'prefill' | 'prefillRows' | 'decode'>;
  readonly tokenizer: Tokenizer;
  readonly scheduler: Scheduler;
  readonly pool: SlotPool;
  readonly clock: Clock;
  /** Seed of a request that samples but brings none. */
  readonly newSeed: () => number;
}

/** Many requests over one model: whoever owns it calls `step` until it is idle. */
export class Engine {
  readonly #eosTokenIds: ReadonlySet<number>;
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;

    this.#eosTokenIds = new Set(parts.runner.config.eosTokenIds);
  }

  get idle(): boolean {
    return this.#parts.scheduler.sequences.length === 0;
  }

  get load(): BackendLoad {
    const { pool, scheduler } = this.#parts;
    return { ...pool.use, running: pool.slotsInUse, waiting: scheduler.sequences.length - pool.slotsInUse };
  }

  /** Queues requests; a request that cannot be served fails alone. */
  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const group: Sequence[] = [];
    const channels = requests.map((request) => this.#open(request, group));
    this.#parts.scheduler.add(group);
    return channels;
  }

  /** Every request ends as cancelled within the next step. */
  cancelAll(): void {
    for (const { life } of this.#parts.scheduler.sequences) life.cancel();
  }

  /** One step: finished sequences leave, waiting ones join, every running one gets its next token. */
  async step(): Promise<void> {
    this.#retire();
    const { decode, prefill } = this.#parts.scheduler.plan();
    if (decode.length > 0) await this.#decode(decode);
    for (const chunk of prefill) await this.#prefill(chunk);
    this.#retire();
  }

  #open(request: GenerateRequest, group: Sequence[]): EventChannel {
    const { tokenizer, clock } = this.#parts;
    const life = new RequestLife({
      request,
      submittedAtMs: clock(),
      text: new Detokenizer(tokenizer.decode),
      eosTokenIds: this.#eosTokenIds,
    });
    try {
      group.push(this.#sequence(life));
      life.listen();
    } catch (error) {
      life.fail(error);
    }
    return life.channel;
  }

  #sequence(life: RequestLife): Sequence {
    const { tokenizer, runner, newSeed } = this.#parts;
    const { prompt, sampling, scores } = life.request;
    const promptIds = typeof prompt === 'string' ? tokenizer.encode(prompt) : prompt;
    checkRequest(life.request, promptIds, runner.config);
    life.promptTokens = promptIds.length;
    const random = seededRandom(sampling?.seed ?? newSeed());
    const sampler = createSampler(sampling, runner.config.vocab, random);
    const scorer = scores === undefined ? null : new Scorer(scores, promptIds[0]!);
    life.scores = scorer?.scores;
    return new Sequence(life, promptIds, sampler, scorer);
  }

  async #decode(sequences: readonly Sequence[]): Promise<void> {
    const rows = sequences.map(({ slot, latestToken }) => ({ slot: slot!, token: latestToken }));
    try {
      const output = await this.#parts.runner.decode(rows, together(sequences.map(({ needs }) => needs)));
      for (const [row, sequence] of sequences.entries()) this.#accept(sequence, output, row);
    } catch (cause) {
      const failure = stepFailed('decode', sequences.length, cause);
      for (const { life } of sequences) life.fail(failure);
    }
  }

  async #prefill({ sequence, tokens }: PrefillChunk): Promise<void> {
    if (sequence.life.abandoned) return;
    const isLast = sequence.slot!.length + tokens.length === sequence.promptIds.length;
    try {
      if (sequence.scorer) return await this.#prefillScored(sequence, sequence.scorer, tokens, isLast);
      const output = await this.#parts.runner.prefill(sequence.slot!, tokens, isLast, sequence.needs);
      if (output) this.#accept(sequence, output, 0);
    } catch (cause) {
      sequence.life.fail(stepFailed('prefill', 1, cause));
    }
  }

  /** Every row of the prompt predicts a token: all but the last one that is there already. */
  async #prefillScored(
    sequence: Sequence,
    scorer: Scorer,
    tokens: readonly number[],
    isLast: boolean,
  ): Promise<void> {
    const next = sequence.slot!.length + 1;
    const rows = Int32Array.from(tokens.keys());
    const output = await this.#parts.runner.prefillRows(sequence.slot!, tokens, rows, sequence.needs);
    const known = sequence.promptIds.slice(next, next + tokens.length);
    for (const [row, tokenId] of known.entries()) scorer.add(tokenId, output, row);
    if (isLast) this.#accept(sequence, output, tokens.length - 1);
  }

  /** What goes wrong with one row stays there. */
  #accept(sequence: Sequence, output: StepOutput, row: number): void {
    try {
      sequence.accept(output, row, this.#parts.clock());
    } catch (error) {
      sequence.life.fail(error);
    }
  }

  #retire(): void {
    const { scheduler, pool, clock } = this.#parts;
    const nowMs = clock();
    for (const { life } of scheduler.sequences) life.expire(nowMs);
    for (const sequence of scheduler.retire()) {
      pool.give(sequence);
      sequence.life.close();
    }
  }
}

function stepFailed(step: string, requests: number, cause: unknown): BackendError {
  const what = asError(cause).message;
  return new BackendError(`the model failed in a ${step} step of ${requests} request(s): ${what}`, { cause });
}
