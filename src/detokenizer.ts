/** Ids of the vocabulary to text, special tokens left out. */
export type Decode = (ids: number[]) => string;

const INCOMPLETE = '�';

/**
 * Turns tokens into text one at a time. A token can end inside a character, and a tokenizer may join or clean up
 * across tokens, so each step decodes a window that begins at the last settled token and hands out what is new.
 * Text is held back while its last character is incomplete.
 */
export class Detokenizer {
  readonly #ids: number[] = [];
  /** Start of the window, and the part of it whose text has been handed out. */
  #windowStart = 0;
  #handedOut = 0;
  readonly #decode: Decode;

  constructor(decode: Decode) {
    this.#decode = decode;
  }

  /** The text that this token completes; empty while a character is incomplete. */
  push(id: number): string {
    this.#ids.push(id);
    return this.#take(false);
  }

  /** The text still held back when generation ends. */
  flush(): string {
    return this.#take(true);
  }

  #take(final: boolean): string {
    const before = this.#text(this.#ids.slice(this.#windowStart, this.#handedOut));
    const now = this.#text(this.#ids.slice(this.#windowStart));
    if (!final && now.endsWith(INCOMPLETE)) return '';
    if (now.length <= before.length) return '';
    this.#windowStart = this.#handedOut;
    this.#handedOut = this.#ids.length;
    return now.slice(before.length);
  }

  /** Decoders refuse an empty list. */
  #text(ids: number[]): string {
    return ids.length === 0 ? '' : this.#decode(ids);
  }
}
