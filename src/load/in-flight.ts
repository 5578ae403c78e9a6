/** Counts requests in the system, and averages the count over time. */
export class InFlight {
  #count = 0;
  #sinceMs: number;
  #integral = 0;
  readonly #startedAtMs: number;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;

    this.#sinceMs = startedAtMs;
  }

  get count(): number {
    return this.#count;
  }

  change(by: number, nowMs: number): void {
    this.#integral += this.#count * (nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
    this.#count += by;
  }

  /** Time average from the start until now. */
  mean(nowMs: number): number {
    this.change(0, nowMs);
    return this.#integral / (nowMs - this.#startedAtMs);
  }
}
