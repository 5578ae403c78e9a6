import { type Clock, nowMs } from '../clock.js';
import { asError } from '../errors.js';
import { readEvents } from '../event-channel.js';
import { fingerprint } from '../fingerprint.js';
import type { FinishEvent, GenerationEvent, GenerationStream, Mode } from '../generation.js';
import { latencyOf } from './latency.js';

/** What the log says of one request, by the log's column names; null is unmeasurable. */
export interface RequestMeasures extends ReturnType<RequestRecorder['measures']> {}

/**
 * The instrument: stamps every event of one request where the caller receives it. The same for every mode and
 * backend; in batch delivery the tokens count as handed over when the whole batch is (`handOver`).
 * @example
 * ```ts
 * import { backendSpec, createBackend, nowMs, RequestRecorder } from 'streambatch';
 *
 * const backend = await createBackend(backendSpec.parse({ backend: 'mock', mock: { prefillMs: 20, decodeMs: 5 } }));
 * const recorder = new RequestRecorder('stream', nowMs());
 * await recorder.record(backend.submit([{ id: 'a', prompt: 'Hello', maxNewTokens: 3, forceLength: true }])[0]!);
 * const { status, output_len, ttft_ms } = recorder.measures();
 * console.log(ttft_ms); // about 20
 * [status, output_len]; // → ['ok', 3]
 * await backend.close();
 * ```
 */
export class RequestRecorder {
  readonly #received: number[] = [];
  readonly #emitted: number[] = [];
  readonly #tokenIds: (number | null)[] = [];
  #text = '';
  #finish: FinishEvent | undefined;
  #error: Error | undefined;
  #answeredAtMs: number | undefined;
  #handedOverAtMs: number | undefined;

  /** @param sentAtMs when the request was sent (under open-loop load: its intended arrival) */
  constructor(
    readonly mode: Mode,
    readonly sentAtMs: number,
  ) {}

  /** All text so far, what was thought included. */
  get text(): string {
    return this.#text;
  }

  /** Why the request failed; undefined where it did not. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** When the caller had the whole answer; the time it was sent, where nothing came. */
  get endedAtMs(): number {
    return this.#handedOverAtMs ?? this.#received.at(-1) ?? this.sentAtMs;
  }

  /** Stamps an event with the time at which the caller had it, ms of the clock. */
  onEvent(event: GenerationEvent, receivedAtMs: number): void {
    if (event.kind === 'finish') {
      this.#finish = event;
      return;
    }
    if (event.content !== 'reasoning') this.#answeredAtMs ??= receivedAtMs;
    this.#received.push(receivedAtMs);
    this.#emitted.push(event.emittedAtMs);
    this.#tokenIds.push(event.tokenId);
    this.#text += event.text;
  }

  /** The request has failed. */
  onError(error: Error): void {
    this.#error = error;
  }

  /** Batch delivery: the moment the caller was given the whole answer. */
  handOver(atMs: number): void {
    this.#handedOverAtMs = atMs;
  }

  /** Reads a stream to its end. Never throws: an error becomes the status of the request. */
  async record(stream: GenerationStream, clock: Clock = nowMs): Promise<this> {
    try {
      await readEvents(stream, (event) => this.onEvent(event, clock()));
    } catch (error) {
      this.onError(asError(error));
    }
    return this;
  }

  /** By the log's column names; null is unmeasurable. `counted-here`: the token counts are not the server's own. */
  measures() {
    const finish = this.#finish;
    return {
      status: this.#status(),
      error: this.#error?.message ?? null,
      finish_reason: finish?.reason ?? null,
      prompt_tokens: finish?.promptTokens ?? null,
      output_len: finish?.outputTokens ?? null,
      computed_tokens: finish?.computedTokens ?? null,
      reasoning_tokens: finish?.reasoningTokens ?? null,
      cached_tokens: finish?.cachedTokens ?? null,
      batch_request: finish?.batchRequest ?? null,
      chunks: finish ? this.#chunks() : null,
      output_hash: finish ? this.#hash() : null,
      flags: finish?.countedHere ? ('counted-here' as const) : null,
      ...latencyOf({
        mode: this.mode,
        sentAtMs: this.sentAtMs,
        receivedAtMs: this.#received,
        emittedAtMs: this.#emitted,
        answeredAtMs: this.#answeredAtMs,
        handedOverAtMs: this.#handedOverAtMs,
        outputTokens: this.#status() === 'ok' ? finish!.outputTokens : null,
      }),
    };
  }

  #status(): 'ok' | 'failed' | 'cancelled' | 'deadline' {
    if (this.#error || !this.#finish) return 'failed';
    const { reason } = this.#finish;
    return reason === 'cancelled' || reason === 'deadline' ? reason : 'ok';
  }

  /** Deliveries of a stream that does not say which tokens they hold. */
  #chunks(): number | null {
    return this.mode === 'stream' && this.#tokenIds.includes(null) ? this.#received.length : null;
  }

  #hash(): string {
    const content = this.#tokenIds.includes(null) ? this.#text : this.#tokenIds.join(' ');
    return fingerprint(content);
  }
}
