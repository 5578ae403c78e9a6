import type { FastifyReply } from 'fastify';
import type { GenerationEvent } from '../generation.js';
import { EventWriter, SlowReader } from './event-writer.js';
import { type ErrorBody, errorBody } from './http-error.js';
import type { ServerLimits } from './limits.js';
import { toHttpError } from './to-http-error.js';

const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // A proxy that collects the stream into one answer would make streaming look like batch.
  'x-accel-buffering': 'no',
};

/** What is answered with events: streams, and how each of their events is written. */
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
    const body: ErrorBody = errorBody(toHttpError(error, reply.request));
    await writer.send(errorEvent, body);
    throw error;
  } finally {
    response.end();
  }
}
