/**
 * Batch inference under arrivals: whatever has come while a batch ran goes together into the next, at most `size` at
 * once. One batch at a time.
 */
export class Batcher<T> {
  readonly #waiting: { item: T; done: () => void }[] = [];
  #running = false;
  readonly #send: (batch: readonly T[]) => Promise<void>;
  readonly #size: number;

  constructor(send: (batch: readonly T[]) => Promise<void>, size: number) {
    this.#send = send;
    this.#size = size;
  }

  /** Resolves when the batch that holds the item has ended. */
  add(item: T): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ item, done: resolve });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#size);
      await this.#send(batch.map(({ item }) => item));
      for (const { done } of batch) done();
    }
    this.#running = false;
  }
}
