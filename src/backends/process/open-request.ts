import { EventChannel } from '../../event-channel.js';
import type { GenerateRequest, GenerationEvent } from '../../generation.js';

/** A request that another process works on. */
export class OpenRequest {
  readonly channel: EventChannel;
  #tokens = 0;
  readonly #request: GenerateRequest;
  readonly #cancel: () => void;

  /** @param cancel tells the process that nobody waits for it any more */
  constructor(request: GenerateRequest, cancel: () => void) {
    this.channel = new EventChannel(() => {
      this.#hearNoMore();
      cancel();
    });
    this.#request = request;
    this.#cancel = cancel;
    request.signal?.addEventListener('abort', cancel);
  }

  push(event: GenerationEvent): void {
    if (event.kind === 'token') this.#tokens++;
    else this.#hearNoMore();
    this.channel.push(event);
  }

  fail(error: Error): void {
    this.#hearNoMore();
    this.channel.fail(error);
  }

  /** Ends it for a process that is gone and did not: with the tokens that came, the least that was made. */
  endAsCancelled(): void {
    const { prompt } = this.#request;
    this.push({
      kind: 'finish',
      reason: 'cancelled',
      promptTokens: typeof prompt === 'string' ? 0 : prompt.length,
      outputTokens: this.#tokens,
      computedTokens: this.#tokens,
      countedHere: true,
    });
  }

  #hearNoMore(): void {
    this.#request.signal?.removeEventListener('abort', this.#cancel);
  }
}
