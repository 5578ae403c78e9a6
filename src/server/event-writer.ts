import type { ServerResponse } from 'node:http';
import type { ServerLimits } from './limits.js';

/** The reader did not take its events in time. */
export class SlowReader extends Error {
  override name = 'SlowReader';
}

/**
 * Writes server-sent events to one reader and holds at most `streamBufferBytes` (and one event) that it has not
 * taken: `send` then waits until it catches up, and throws SlowReader when that takes longer than `slowReaderMs`.
 */
export class EventWriter {
  readonly #response: ServerResponse;
  readonly #limits: Pick<ServerLimits, 'streamBufferBytes' | 'slowReaderMs'>;

  constructor(response: ServerResponse, limits: Pick<ServerLimits, 'streamBufferBytes' | 'slowReaderMs'>) {
    this.#response = response;
    this.#limits = limits;
  }

  /** @param name the event's type; null for the plain `data:` events of the OpenAI protocol. */
  async send(name: string | null, data: unknown): Promise<void> {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    const payload = typeof data === 'string' ? data : JSON.stringify(data);
    const text = name === null ? `data: ${payload}\n\n` : `event: ${name}\ndata: ${payload}\n\n`;
    // not `drain`, which Node tells from a mark of its own on: a smaller buffer would wait for it in vain
    const taken = new Promise<void>((resolve) => {
      this.#response.write(text, () => resolve());
    });
    if (this.#response.writableLength > this.#limits.streamBufferBytes) await this.#inTime(taken);
  }

  /** Resolves when the connection has taken what was written, or is gone. @throws SlowReader */
  #inTime(taken: Promise<void>): Promise<void> {
    const response = this.#response;
    const { slowReaderMs } = this.#limits;
    return new Promise((resolve, reject) => {
      const settle = (error?: SlowReader) => {
        clearTimeout(timer);
        response.off('close', settle);
        if (error instanceof SlowReader) reject(error);
        else resolve();
      };
      const timer = setTimeout(
        () => settle(new SlowReader(`the reader took nothing for ${slowReaderMs} ms`)),
        slowReaderMs,
      );
      response.once('close', settle);
      void taken.then(() => settle());
    });
  }
}
