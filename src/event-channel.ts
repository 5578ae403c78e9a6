import type { GenerationEvent, GenerationStream } from './generation.js';

type Result = IteratorResult<GenerationEvent, undefined>;
const END: Result = { done: true, value: undefined };

/** Whoever waits: for one event, or, having been asked to drain, for all. */
interface Reader {
  readonly takes: 'one' | 'all';
  take(event: GenerationEvent): void;
  end(): void;
  fail(error: Error): void;
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
  readonly #onAbandon: () => void;

  /** @param onAbandon called when the reader leaves before the end: cancel the request. */
  constructor(onAbandon: () => void = () => undefined) {
    this.#onAbandon = onAbandon;
  }

  /** Nothing more will come in. */
  get ended(): boolean {
    return this.#ended;
  }

  /** A finish event ends the stream; whatever follows it is dropped. */
  push(event: GenerationEvent): void {
    if (this.#ended) return;
    if (event.kind === 'finish') this.#ended = true;
    const reader = this.#reader;
    if (!reader) {
      this.#waiting.push(event);
      return;
    }
    if (reader.takes === 'one') this.#reader = undefined;
    reader.take(event);
    if (this.#ended) this.#takeReader()?.end();
  }

  /** The reader gets what was pushed before, then the error. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    const reader = this.#takeReader();
    if (reader) reader.fail(error);
    else this.#error = error;
  }

  /**
   * Hands over every event within the turn in which it is pushed, where iterating takes a promise for each: for whoever
   * stamps events or passes them on. In place of iterating. Fulfilled at the end; `take` must not throw.
   */
  async drain(take: (event: GenerationEvent) => void): Promise<void> {
    for (const event of this.#waiting.splice(0)) take(event);
    const error = this.#takeError();
    if (error) throw error;
    if (this.#ended) return;
    await new Promise<void>((resolve, reject) => {
      this.#reader = { takes: 'all', take, end: resolve, fail: reject };
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Result> {
    const event = this.#waiting.shift();
    if (event) return { done: false, value: event };
    const error = this.#takeError();
    if (error) throw error;
    if (this.#ended) return END;
    return new Promise((resolve, reject) => {
      this.#reader = {
        takes: 'one',
        take: (value) => resolve({ done: false, value }),
        end: () => resolve(END),
        fail: reject,
      };
    });
  }

  async return(): Promise<Result> {
    this.#waiting.length = 0;
    if (!this.#ended) {
      this.#ended = true;
      this.#onAbandon();
    }
    this.#takeReader()?.end();
    return END;
  }

  #takeReader(): Reader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #takeError(): Error | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }
}

/** Reads a stream to its end, as early as its kind lets one. @throws what the stream throws */
export async function readEvents(
  stream: GenerationStream,
  take: (event: GenerationEvent) => void,
): Promise<void> {
  if (stream instanceof EventChannel) return stream.drain(take);
  for await (const event of stream) take(event);
}
