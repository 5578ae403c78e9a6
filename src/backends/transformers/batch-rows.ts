import { type Clock, nowMs } from '../../clock.js';
import { type Decode, Detokenizer } from '../../detokenizer.js';
import { InputError } from '../../errors.js';
import { EventChannel } from '../../event-channel.js';
import type { FinishReason, GenerateRequest, Sampling } from '../../generation.js';
import { StopStrings } from '../../stop-strings.js';

interface Row {
  readonly request: GenerateRequest;
  readonly channel: EventChannel;
  readonly detokenizer: Detokenizer;
  readonly submittedAtMs: number;
  readonly stopStrings: StopStrings;
  promptTokens: number;
  outputTokens: number;
  computedTokens: number;
  /** Why the row ended; undefined while it runs. */
  reason: FinishReason | undefined;
}

/**
 * The rows of one static batch: hands each row its tokens until it ends, counts what is computed past that end,
 * and stops the batch when no row is left running.
 */
export class BatchRows {
  readonly #rows: readonly Row[];
  #admitted: readonly Row[] = [];

  constructor(
    requests: readonly GenerateRequest[],
    decode: Decode,
    private readonly stopBatch: () => void,
    private readonly clock: Clock = nowMs,
  ) {
    this.#rows = requests.map((request) => this.#newRow(request, decode));
    if (this.#rows.every((row) => row.reason)) stopBatch();
  }

  get channels(): EventChannel[] {
    return this.#rows.map((row) => row.channel);
  }

  /** Steps the batch may take: as many as its longest row. */
  get maxNewTokens(): number {
    return Math.max(...this.#admitted.map((row) => row.request.maxNewTokens));
  }

  get sampling(): Sampling | undefined {
    return this.#admitted[0]?.request.sampling;
  }

  /** Prompt token ids of the rows that can run. A request for which `tokenise` throws fails alone. */
  admit(tokenise: (request: GenerateRequest) => number[]): number[][] {
    const prompts = new Map<Row, number[]>();
    for (const row of this.#rows) {
      if (row.channel.ended) continue;
      try {
        checkSameSampling(row.request, this.#rows[0]!.request);
        const ids = tokenise(row.request);
        row.promptTokens = ids.length;
        prompts.set(row, ids);
      } catch (error) {
        row.channel.fail(error as Error);
      }
    }
    this.#admitted = [...prompts.keys()];
    return [...prompts.values()];
  }

  /** One token for each admitted row, in order. */
  step(tokens: readonly number[], eosIds: ReadonlySet<number>): void {
    const emittedAtMs = this.clock();
    for (const [i, row] of this.#admitted.entries()) {
      row.computedTokens++;
      if (!row.reason) this.#take(row, tokens[i]!, eosIds, emittedAtMs);
    }
    if (this.#admitted.every((row) => row.reason)) this.stopBatch();
  }

  /** The batch has ended: every row says how it went. */
  finish(): void {
    for (const { channel, reason = 'cancelled', promptTokens, outputTokens, computedTokens } of this.#rows) {
      channel.push({ kind: 'finish', reason, promptTokens, outputTokens, computedTokens });
    }
  }

  fail(error: Error): void {
    for (const { channel } of this.#rows) channel.fail(error);
  }

  #newRow(request: GenerateRequest, decode: Decode): Row {
    const row: Row = {
      request,
      channel: new EventChannel(() => this.#end(row, 'cancelled')),
      detokenizer: new Detokenizer(decode),
      submittedAtMs: this.clock(),
      stopStrings: new StopStrings(request.stop),
      promptTokens: 0,
      outputTokens: 0,
      computedTokens: 0,
      reason: request.signal?.aborted ? 'cancelled' : undefined,
    };
    request.signal?.addEventListener('abort', () => this.#end(row, 'cancelled'), { once: true });
    return row;
  }

  #end(row: Row, reason: FinishReason): void {
    row.reason ??= reason;
    if (this.#rows.every((other) => other.reason)) this.stopBatch();
  }

  #take(row: Row, tokenId: number, eosIds: ReadonlySet<number>, emittedAtMs: number): void {
    const { maxNewTokens, forceLength, deadlineMs = Number.POSITIVE_INFINITY } = row.request;
    if (emittedAtMs - row.submittedAtMs > deadlineMs) {
      row.reason = 'deadline';
      return;
    }
    const index = row.outputTokens++;
    let text = row.stopStrings.push(row.detokenizer.push(tokenId));
    if (row.stopStrings.stopped || (!forceLength && eosIds.has(tokenId))) row.reason = 'stop';
    else if (row.outputTokens === maxNewTokens) row.reason = 'length';
    if (row.reason && !row.stopStrings.stopped) {
      text += row.stopStrings.push(row.detokenizer.flush()) + row.stopStrings.flush();
    }
    row.channel.push({ kind: 'token', index, tokenId, text, emittedAtMs });
  }
}

function checkSameSampling({ sampling }: GenerateRequest, { sampling: first }: GenerateRequest): void {
  if (JSON.stringify(sampling) === JSON.stringify(first)) return;
  throw new InputError('requests of one static batch must share their sampling; submit them apart');
}
