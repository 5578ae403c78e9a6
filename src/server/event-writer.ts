import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { GenerationEvent } from '../generation.js';
import { type ErrorBody, errorBody, toHttpError } from './http-error.js';
import type { ServerLimits } from './limits.js';

const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // A proxy that collects the stream into one answer would make streaming look like batch.
  'x-accel-buffering': 'no',
};

/** The reader did not take its events in time. */
class SlowReader extends Error {
  override name = 'SlowReader';
}

/**
 * Writes server-sent events to one reader and holds at most `streamBufferBytes` (and one event) that it has not
 * taken: `send` then waits until it catches up, and throws SlowReader when that takes longer than `slowReaderMs`.
 */
class EventWriter {
  constructor(
    private readonly response: ServerResponse,
    private readonly limits: Pick<ServerLimits, 'streamBufferBytes' | 'slowReaderMs'>,
  ) {}

  /** @param name the event's type; null for the plain `data:` events of the OpenAI protocol. */
  async send(name: string | null, data: unknown): Promise<void> {
    if (this.response.writableEnded || this.response.destroyed) return;
    const payload = typeof data === 'string' ? data : JSON.stringify(data);
    this.response.write(name === null ? `data: ${payload}\n\n` : `event: ${name}\ndata: ${payload}\n\n`);
    if (this.response.writableLength > this.limits.streamBufferBytes) await this.#caughtUp();
  }

  #caughtUp(): Promise<void> {
    const { response } = this;
    const { slowReaderMs } = this.limits;
    return new Promise((resolve, reject) => {
      const settle = (error?: SlowReader) => {
        clearTimeout(timer);
        response.off('drain', settle).off('close', settle);
        if (error instanceof SlowReader) reject(error);
        else resolve();
      };
      const timer = setTimeout(
        () => settle(new SlowReader(`the reader took nothing for ${slowReaderMs} ms`)),
        slowReaderMs,
      );
      response.once('drain', settle).once('close', settle);
    });
  }
}

export interface EventAnswer {
  readonly streams: readonly AsyncIterableIterator<GenerationEvent>[];
  /** Writes what one event of stream `index` is on the wire. */
  readonly write: (event: GenerationEvent, index: number, writer: EventWriter) => Promise<void>;
  /** Writes what follows when all streams have ended. */
  readonly conclude?: (writer: EventWriter) => Promise<void>;
  /** Name of the event that carries a failure; null for a plain one. */
  readonly errorEvent: string | null;
}

/**
 * Answers with server-sent events. The status is decided by the first event: what fails before it is thrown, and
 * becomes an ordinary error response; what fails later is told in an event, after which the stream ends.
 * @throws SlowReader with the connection destroyed
 */
export async function sendEvents(
  reply: FastifyReply,
  limits: ServerLimits,
  { streams, write, conclude, errorEvent }: EventAnswer,
): Promise<void> {
  const [first] = streams;
  const opening = await first!.next();
  const response = reply.hijack().raw;
  const writer = new EventWriter(response, limits);
  response.writeHead(200, SSE_HEADERS);
  const forward = async (stream: AsyncIterable<GenerationEvent>, index: number) => {
    for await (const event of stream) await write(event, index, writer);
  };
  try {
    if (!opening.done) await write(opening.value, 0, writer);
    await Promise.all(streams.map(forward));
    await conclude?.(writer);
  } catch (error) {
    if (error instanceof SlowReader) {
      response.destroy();
      throw error;
    }
    const body: ErrorBody = errorBody(toHttpError(error));
    await writer.send(errorEvent, body);
    throw error;
  } finally {
    response.end();
  }
}
