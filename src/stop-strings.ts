/**
 * Text up to the first stop string. One can span tokens, so the end of the text is held back for as long as it may
 * still grow into a stop string, and no longer. However the text is split over pushes, the same text comes out.
 */
export class StopStrings {
  #held = '';
  #stopped = false;
  readonly #stop: readonly string[];

  /** @param stop strings before which the text ends; none of them empty. */
  constructor(stop: readonly string[] = []) {
    this.#stop = stop;
  }

  /** True once a stop string has appeared: generation ends. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The text that may be handed out now. */
  push(text: string): string {
    if (this.#stop.length === 0) return text;
    if (this.#stopped) return '';
    this.#held += text;
    const at = firstMatch(this.#held, this.#stop);
    this.#stopped = at !== undefined;
    return this.#release(at ?? this.#held.length - openLength(this.#held, this.#stop));
  }

  /** The text still held back when generation ends for another reason. */
  flush(): string {
    return this.#stopped ? '' : this.#release(this.#held.length);
  }

  #release(length: number): string {
    const out = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return out;
  }
}

/** Start of the stop string that is complete first; of those complete together, the one that began first. */
function firstMatch(text: string, stops: readonly string[]): number | undefined {
  let first: { start: number; end: number } | undefined;
  for (const stop of stops) {
    const start = text.indexOf(stop);
    const end = start + stop.length;
    if (start < 0) continue;
    if (!first || end < first.end || (end === first.end && start < first.start)) first = { start, end };
  }
  return first?.start;
}

/** Length of the longest end of `text` that begins a stop string. */
function openLength(text: string, stops: readonly string[]): number {
  const longest = Math.max(...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(text.length - length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}
