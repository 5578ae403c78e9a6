/**
 * Lets text through until a stop string appears in it. What could still become a stop string is held back, so that
 * no part of one is ever handed out, however it is split over tokens.
 */
export class StopStrings {
  #held = '';
  #stopped = false;

  constructor(private readonly stop: readonly string[] = []) {}

  /** True once a stop string has appeared: generation ends. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The text that may be handed out now. */
  push(text: string): string {
    if (this.stop.length === 0) return text;
    this.#held += text;
    const at = Math.min(...this.stop.map((stop) => this.#held.indexOf(stop)).filter((index) => index >= 0));
    if (at !== Number.POSITIVE_INFINITY) {
      this.#stopped = true;
      return this.#release(at, '');
    }
    const keep = Math.max(...this.stop.map((stop) => overlap(this.#held, stop)));
    return this.#release(this.#held.length - keep, this.#held.slice(this.#held.length - keep));
  }

  /** The text still held back when generation ends for another reason. */
  flush(): string {
    return this.#release(this.#held.length, '');
  }

  #release(length: number, rest: string): string {
    const out = this.#held.slice(0, length);
    this.#held = rest;
    return out;
  }
}

/** Length of the longest end of `text` that begins `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length--) {
    if (stop.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
