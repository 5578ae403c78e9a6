import { type Clock, nowMs } from '../../clock.js';
import { type Decode, Detokenizer } from '../../detokenizer.js';
import { InputError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { GenerateRequest, Sampling } from '../../generation.js';
import { RequestLife } from '../../request-life.js';

export interface BatchParts {
  readonly decode: Decode;
  /** Tokens that end a row, unless its length is forced. */
  readonly eosTokenIds: ReadonlySet<number>;
  /** Called when no row is left running. */
  readonly stopBatch: () => void;
  readonly clock?: Clock;
}

/**
 * The rows of one static batch: hands each row its tokens until it ends, counts what is computed past that end,
 * and stops the batch when no row is left running.
 */
export class BatchRows {
  readonly #rows: readonly RequestLife[];
  #admitted: readonly RequestLife[] = [];
  readonly #stopBatch: () => void;
  readonly #clock: Clock;

  constructor(
    requests: readonly GenerateRequest[],
    { decode, eosTokenIds, stopBatch, clock = nowMs }: BatchParts,
  ) {
    this.#stopBatch = stopBatch;
    this.#clock = clock;
    const submittedAtMs = clock();
    const onAbandoned = (row: RequestLife) => this.#leave(row);
    this.#rows = requests.map((request) => {
      const text = new Detokenizer(decode);
      return new RequestLife({ request, submittedAtMs, text, eosTokenIds, onAbandoned });
    });
    for (const row of this.#rows) {
      row.startTimer();
      row.listen();
    }
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
    const prompts = new Map<RequestLife, number[]>();
    for (const row of this.#rows) {
      if (row.ended) continue;
      try {
        const ids = tokenise(row.request);
        const [first = row] = prompts.keys(); // of those that can run: a bad request decides nothing
        checkSameSampling(row.request, first.request);
        row.promptTokens = ids.length;
        prompts.set(row, ids);
      } catch (error) {
        row.fail(error);
      }
    }
    this.#admitted = [...prompts.keys()];
    return [...prompts.values()];
  }

  /** One token for each admitted row, in order. What goes wrong with one row stays there. */
  step(tokens: readonly number[]): void {
    const emittedAtMs = this.#clock();
    for (const [i, row] of this.#admitted.entries()) {
      try {
        row.take(tokens[i]!, emittedAtMs);
      } catch (error) {
        row.fail(error);
      }
    }
    this.#stopIfOver();
  }

  /** The batch has ended: every row says how it went. */
  finish(): void {
    for (const row of this.#rows) row.close();
  }

  /** Nobody waits for any row any more. */
  cancel(): void {
    for (const row of this.#rows) row.cancel();
  }

  fail(thrown: unknown): void {
    for (const row of this.#rows) row.fail(thrown);
  }

  /** A row that nobody waits for is told so at once, whatever becomes of its batch. */
  #leave(row: RequestLife): void {
    row.close();
    this.#stopIfOver();
  }

  #stopIfOver(): void {
    if (this.#rows.every((row) => row.ended)) this.#stopBatch();
  }
}

function checkSameSampling({ sampling }: GenerateRequest, { sampling: first }: GenerateRequest): void {
  if (JSON.stringify(sampling) === JSON.stringify(first)) return;
  throw new InputError('requests of one static batch must share their sampling; submit them apart', {
    parameter: 'sampling',
  });
}
