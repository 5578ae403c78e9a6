import { nowMs } from '../../clock.js';
import { BackendError } from '../../errors.js';
import { log } from '../../logging.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import { HttpStatusError } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import type { OpenAiClient } from './client.js';
import { isRefusal, type Part, partsOf, type ReadPart, readPart } from './list-answer.js';
import { mayBeList } from './prompt-list.js';
import { type Counts, fail, finish, type Row, receive } from './row.js';
import { shareUsage } from './share-usage.js';

/**
 * Asks a group's prompts in one request, where the server takes that. One that refuses its first list is not asked for
 * another; one that has answered a list is believed to blame a prompt of it.
 */
export class ListAsker {
  /** Undefined until it was tried. */
  #isTaken: boolean | undefined;
  readonly #client: OpenAiClient;
  readonly #settings: OpenAiSettings;
  readonly #tokenizer: Tokenizer | null;

  constructor(client: OpenAiClient, settings: OpenAiSettings, tokenizer: Tokenizer | null) {
    this.#client = client;
    this.#settings = settings;
    this.#tokenizer = tokenizer;
  }

  /** @returns false where each is to be asked by itself, as nothing was told of any; never rejects */
  async run(rows: readonly Row[]): Promise<boolean> {
    const requests = rows.map(({ life }) => life.request);
    if (this.#isTaken === false || !mayBeList(requests, this.#settings, this.#tokenizer !== null))
      return false;
    try {
      const answer = await this.#client.askList(requests, whenAllLeave(rows));
      this.#tell(rows, answer as { readonly usage?: unknown }, partsOf(answer, rows.length));
      this.#isTaken = true;
    } catch (error) {
      if (this.#asksAgain(error)) return false;
      for (const row of rows) fail(row, error);
    }
    return true;
  }

  /** @throws NoListError before anything is told */
  #tell(rows: readonly Row[], { usage }: { readonly usage?: unknown }, parts: readonly Part[]): void {
    const atMs = nowMs();
    const read = rows.map((row, i) => attempt(() => readPart(parts[i]!, row.life.request)));
    const shares = read.flatMap((part) => (part instanceof Error ? [] : [part.share]));
    // the sum holds what was made of a failed one, too
    const counts = shareUsage(shares.length === rows.length ? usage : undefined, shares, this.#tokenizer);
    for (const [i, row] of rows.entries()) {
      const part = read[i]!;
      if (part instanceof Error) fail(row, part);
      else tellOne(row, part, counts[shares.indexOf(part.share)]!, atMs);
    }
  }

  #asksAgain(error: unknown): boolean {
    if (!isRefusal(error)) return false;
    if (this.#isTaken) return error instanceof HttpStatusError && error.status < 500;
    log.info(`from now on each prompt is asked in a request of its own: ${error.message}`);
    this.#isTaken = false;
    return true;
  }
}

function tellOne(row: Row, { pieces, share }: ReadPart, counts: Counts, atMs: number): void {
  if (row.life.ended) return;
  row.batchRequest = 'list';
  for (const piece of pieces) receive(row, piece, atMs);
  try {
    finish(row, share.reason, counts);
  } catch (error) {
    fail(row, error);
  }
}

function attempt(read: () => ReadPart): ReadPart | BackendError {
  try {
    return read();
  } catch (error) {
    if (error instanceof BackendError) return error;
    throw error;
  }
}

/** Leaves the server when nobody waits for any of them. */
function whenAllLeave(rows: readonly Row[]): AbortController {
  const abort = new AbortController();
  let waiting = rows.length;
  for (const { abort: one } of rows) {
    one.signal.addEventListener('abort', () => --waiting === 0 && abort.abort(one.signal.reason));
  }
  return abort;
}
