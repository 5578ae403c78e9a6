import { BackendError } from '../../errors.js';

/** A server may let us know that it is there, without a word of its answer, for so many times as long as it may be silent. */
const WORDLESS = 10;

/**
 * Leaves a server that says nothing, so that no request hangs: one that sends no byte while it should stream, and one
 * that sends signs of life alone. A whole answer comes at its end, so only the second holds for it.
 */
export class Patience {
  readonly #bytes: NodeJS.Timeout | undefined;
  readonly #words: NodeJS.Timeout;

  constructor(stallMs: number, whole: boolean, abort: AbortController) {
    const leaveAfter = (ms: number, what: string) =>
      setTimeout(() => abort.abort(new BackendError(`the server sent ${what} for ${ms} ms`)), ms);
    this.#bytes = whole ? undefined : leaveAfter(stallMs, 'nothing');
    this.#words = leaveAfter(WORDLESS * stallMs, 'no part of an answer');
  }

  /** Bytes came, whatever they are. */
  heard(): void {
    this.#bytes?.refresh();
  }

  /** Part of the answer came. */
  told(): void {
    this.#words.refresh();
  }

  end(): void {
    clearTimeout(this.#bytes);
    clearTimeout(this.#words);
  }
}
