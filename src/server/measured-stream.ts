import type { Clock } from '../clock.js';
import { asError } from '../errors.js';
import {
  type Completion,
  complete,
  type FinishEvent,
  type GenerateRequest,
  type GenerationEvent,
  type GenerationStream,
  type Mode,
} from '../generation.js';
import { type RequestMeasures, RequestRecorder } from '../metrics/recorder.js';
import { HttpError } from './http-error.js';

export interface MeasuredStreamStart {
  readonly request: GenerateRequest;
  readonly stream: GenerationStream;
  readonly mode: Mode;
  readonly arrivedAtMs: number;
  readonly clock: Clock;
}

type End = { done: true; value: undefined };
const END: End = { done: true, value: undefined };

/**
 * One request being served: its stream, measured as it is handed over. The reader may leave at any time, also while
 * the backend says nothing.
 */
export class MeasuredStream implements AsyncIterableIterator<GenerationEvent, undefined> {
  readonly request: GenerateRequest;
  readonly #events: AsyncIterator<GenerationEvent>;
  readonly #recorder: RequestRecorder;
  readonly #clock: Clock;
  #finish: FinishEvent | undefined;
  #left = false;
  #failed = false;

  constructor({ request, stream, mode, arrivedAtMs, clock }: MeasuredStreamStart) {
    this.request = request;
    this.#events = stream[Symbol.asyncIterator]();
    this.#recorder = new RequestRecorder(mode, arrivedAtMs);
    this.#clock = clock;
  }

  /** When the request came in, on the server's clock. */
  get arrivedAtMs(): number {
    return this.#recorder.sentAtMs;
  }

  /** Undefined until the stream has finished. */
  get finish(): FinishEvent | undefined {
    return this.#finish;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws what the stream throws; HttpError 504 when it was given up */
  async next(): Promise<IteratorResult<GenerationEvent, undefined>> {
    if (this.#finish || this.#failed) return END;
    try {
      const result = await this.#events.next();
      if (result.done && this.#left) return END;
      if (result.done) throw new HttpError(504, 'deadline', 'the model did not answer in time');
      this.#recorder.onEvent(result.value, this.#clock());
      if (result.value.kind === 'finish') this.#finish = result.value;
      return result;
    } catch (error) {
      this.#failed = true;
      this.#recorder.onError(asError(error));
      throw error;
    }
  }

  /** Leaves the stream; that cancels what has not ended. */
  async return(): Promise<End> {
    if (this.#finish || this.#failed || this.#left) return END;
    this.#left = true;
    await this.#events.return?.();
    return END;
  }

  /** Gives up a backend that does not answer: whoever reads gets an error. */
  async expire(): Promise<void> {
    if (!this.#finish) await this.#events.return?.();
  }

  /** Batch delivery: the whole answer is given to the caller now. */
  handOver(): void {
    this.#recorder.handOver(this.#clock());
  }

  /** What the log says of it. */
  measures(): RequestMeasures {
    const measures = this.#recorder.measures();
    return this.#left && !this.#failed ? { ...measures, status: 'cancelled' } : measures;
  }
}

/** Batch delivery: reads all streams to their ends, and counts their tokens as handed over when the last one is done. */
export async function completeAll(streams: readonly MeasuredStream[]): Promise<Completion[]> {
  const completions = await Promise.all(streams.map(complete));
  for (const stream of streams) stream.handOver();
  return completions;
}
