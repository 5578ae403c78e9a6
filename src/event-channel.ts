import type { GenerationEvent, GenerationStream } from './generation.js';

type Result = IteratorResult<GenerationEvent, undefined>;
const END: Result = { done: true, value: undefined };

interface Reader {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * A stream fed from outside, for one reader: events pushed here come out in order. An iterator by hand and not an
 * async generator, whose `return` would wait for the next event before it cancels anything.
 */
export class EventChannel implements GenerationStream, AsyncIterator<GenerationEvent, undefined> {
  readonly #waiting: GenerationEvent[] = [];
  #reader: Reader | undefined;
  #error: Error | undefined;
  #ended = false;

  /** @param onAbandon called when the reader leaves before the end: cancel the request. */
  constructor(private readonly onAbandon: () => void = () => undefined) {}

  /** Nothing more will come in. */
  get ended(): boolean {
    return this.#ended;
  }

  /** A finish event ends the stream; whatever follows it is dropped. */
  push(event: GenerationEvent): void {
    if (this.#ended) return;
    if (event.kind === 'finish') this.#ended = true;
    const reader = this.#takeReader();
    if (reader) reader.resolve({ done: false, value: event });
    else this.#waiting.push(event);
  }

  /** The reader gets what was pushed before, then the error. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    const reader = this.#takeReader();
    if (reader) reader.reject(error);
    else this.#error = error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Result> {
    const event = this.#waiting.shift();
    if (event) return { done: false, value: event };
    const error = this.#error;
    this.#error = undefined;
    if (error) throw error;
    if (this.#ended) return END;
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  async return(): Promise<Result> {
    this.#waiting.length = 0;
    if (!this.#ended) {
      this.#ended = true;
      this.onAbandon();
    }
    this.#takeReader()?.resolve(END);
    return END;
  }

  #takeReader(): Reader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
