import { HttpError } from './http-error.js';

const MEMORY = 0.9;
const MAX_RETRY_SECONDS = 30;

/** How many requests are inside, and whether one more may come in. */
export class Admission {
  #pending = 0;
  #meanMs = 1000;
  #onEmpty: (() => void)[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Requests accepted and not yet finished. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Lets `count` requests in together, or none.
   * @returns to be called once with what each took, ms, when all have ended
   * @throws HttpError 429
   */
  enter(count: number): (tookMs: number) => void {
    if (this.#pending + count > this.#limit) {
      throw new HttpError(
        429,
        'queue_full',
        `${this.#pending} requests are waiting or running, and this server takes ${this.#limit}`,
        null,
        this.#retryAfterSeconds(),
      );
    }
    this.#pending += count;
    return (tookMs) => {
      this.#pending -= count;
      if (this.#pending === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
      this.#meanMs = MEMORY * this.#meanMs + (1 - MEMORY) * tookMs;
    };
  }

  /** Resolves when nothing is inside. */
  empty(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onEmpty.push(resolve));
  }

  /** About as long as a request has been taking lately. */
  #retryAfterSeconds(): number {
    return Math.min(MAX_RETRY_SECONDS, Math.max(1, Math.ceil(this.#meanMs / 1000)));
  }
}
