import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { BackendError } from '../errors.js';

/** The server answered, but not with what was asked for. */
export class HttpStatusError extends BackendError {
  override name = 'HttpStatusError';
  constructor(
    readonly status: number,
    /** Seconds the server asks to wait; null when it does not say. */
    readonly retryAfterSeconds: number | null,
    message: string,
  ) {
    super(message);
  }
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called for every piece that arrives, whatever is in it. */
  readonly onBytes?: () => void;
}

/** Bytes of one event that never ends; more is a broken server. */
const MAX_EVENT_CHARS = 1 << 20;

/** Connections are kept and not bounded: waiting for one would be time that the server is not asked to explain. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/**
 * Posts JSON and reads the answer whole.
 * @throws HttpStatusError; BackendError when the server cannot be reached or ends early; the reason of `signal`
 */
export async function postJson(url: string, body: unknown, options: PostOptions = {}): Promise<unknown> {
  return readJson(url, await send('POST', url, body, options), options.signal);
}

/** Reads JSON. @throws what `postJson` throws */
export async function getJson(url: string, options: PostOptions = {}): Promise<unknown> {
  return readJson(url, await send('GET', url, undefined, options), options.signal);
}

async function readJson(url: string, response: IncomingMessage, signal?: AbortSignal): Promise<unknown> {
  const text = await readText(response, signal);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BackendError(`${url} did not answer with JSON: ${text.trim().slice(0, 60) || 'no body'}`);
  }
}

/**
 * Posts JSON and calls `onEvent` for each server-sent event as its bytes arrive: events of one packet in one turn,
 * so that a time taken in it is the time of arrival.
 * @throws what `postJson` throws, and what `onEvent` throws
 */
export async function postForEvents(
  url: string,
  body: unknown,
  onEvent: (event: EventSourceMessage) => void,
  options: PostOptions = {},
): Promise<void> {
  const response = await send('POST', url, body, options);
  const parser = createParser({ onEvent, maxBufferSize: MAX_EVENT_CHARS });
  response.setEncoding('utf8'); // its decoder keeps a character that is split between packets
  await settled(response, options.signal, (resolve, reject) => {
    response.on('data', (text: string) => {
      options.onBytes?.();
      try {
        parser.feed(text);
      } catch (error) {
        response.destroy();
        reject(error as Error);
      }
    });
    response.on('end', resolve);
    response.on('error', (error) => reject(unreachable(error)));
  });
}

/**
 * A promise of work on a request or response, which is destroyed when `signal` aborts. Node's own `signal` option
 * would go on to destroy the connection of an answer that is complete, with an error that nobody can catch.
 */
function settled<T>(
  work: ClientRequest | IncomingMessage,
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => {
      reject(signal!.reason as Error);
      work.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    const leave = () => signal?.removeEventListener('abort', abort);
    start(
      (value) => {
        leave();
        resolve(value);
      },
      (error) => {
        leave();
        reject(error);
      },
    );
    if (signal?.aborted) abort();
  });
}

function send(
  method: 'GET' | 'POST',
  url: string,
  body: unknown,
  { headers, signal }: PostOptions,
): Promise<IncomingMessage> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const secure = url.startsWith('https:');
  const request = (secure ? httpsRequest : httpRequest)(url, {
    method,
    agent: secure ? undefined : agent,
    headers: {
      ...(payload !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      }),
      ...headers,
    },
  });
  request.end(payload);
  return settled(request, signal, (resolve, reject) => {
    request.on('error', (error) => reject(unreachable(error, url)));
    request.on('response', (response) => {
      if (response.statusCode === 200) resolve(response);
      else statusError(response).then(reject, reject);
    });
  });
}

const unreachable = (error: Error, url = 'the server') =>
  new BackendError(`${url} cannot be reached or ended early: ${error.message}`);

function readText(response: IncomingMessage, signal?: AbortSignal): Promise<string> {
  response.setEncoding('utf8');
  return settled(response, signal, (resolve, reject) => {
    let text = '';
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve(text));
    response.on('error', (error) => reject(unreachable(error)));
  });
}

async function statusError(response: IncomingMessage): Promise<HttpStatusError> {
  const status = response.statusCode!;
  const retryAfter = Number(response.headers['retry-after']);
  const text = await readText(response);
  const message = `the server answered ${status}: ${messageIn(text)}`;
  return new HttpStatusError(status, Number.isFinite(retryAfter) ? retryAfter : null, message);
}

/** The message of an OpenAI error body, or the beginning of whatever came instead. */
function messageIn(text: string): string {
  try {
    const message = (JSON.parse(text) as { error?: { message?: unknown } }).error?.message;
    if (typeof message === 'string') return message;
  } catch {
    // not JSON: a proxy's page, say; its text is the message
  }
  return text.slice(0, 200) || 'no body';
}

/** Closes the connections that are kept for the next request. */
export function closeIdleConnections(): void {
  agent.destroy();
}
