import { createParser } from '/page/eventsource-parser.js';

/** The server said no, or could not be asked; its message is for people. */
export class ServerError extends Error {
  /** @override */
  name = 'ServerError';
  /**
   * @param {string} message
   * @param {number} [status] of the answer; 0: there was none
   * @param {unknown} [cause]
   */
  constructor(message, status = 0, cause = undefined) {
    super(message, { cause });
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {import('./types.js').Options & {body?: object}} options
 */
async function send(path, { body, key, signal }) {
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...(key && { authorization: `Bearer ${key}` }),
  };
  let response;
  try {
    response = await fetch(path, {
      method: body ? 'POST' : 'GET',
      headers,
      signal,
      body: body && JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ServerError('The server does not answer. Is it still running?', 0, error);
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => null); // not JSON: a proxy's page, say
  throw new ServerError(kindly(response, answer?.error?.message), response.status);
}

/**
 * What to do about it, before what went wrong.
 * @param {Response} response
 */
function kindly({ status, headers }, message = `status ${status}`) {
  const seconds = headers.get('retry-after');
  if (status === 401) return 'This server wants its API key: put it into the field above.';
  if (status === 429)
    return `The server is busy; try again in about ${seconds ?? 'a few'} seconds. (${message})`;
  if (status === 503) return `The model is not available right now; try again in a moment. (${message})`;
  return `The server refused: ${message}`;
}

/** @type {(path: string, options: import('./types.js').Options) => Promise<any>} */
export const getJson = async (path, options) => (await send(path, options)).json();

/** @type {(path: string, options: import('./types.js').Options) => Promise<Blob>} */
export const getBlob = async (path, options) => (await send(path, options)).blob();

/** @type {(path: string, body: object, options: import('./types.js').Options) => Promise<any>} */
export const postJson = async (path, body, options) => (await send(path, { ...options, body })).json();

/**
 * Calls `onEvent(name, data, atMs)` for every server-sent event, with the time it came.
 * @param {string} path
 * @param {object} asked
 * @param {(name: string | undefined, data: any, atMs: number) => void} onEvent
 * @param {import('./types.js').Options} options
 */
export async function postForEvents(path, asked, onEvent, options) {
  const response = await send(path, { ...options, body: asked });
  let atMs = 0;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const value = JSON.parse(data);
      if (event === 'error') throw new ServerError(`The server broke off: ${value.error.message}`);
      onEvent(event, value, atMs);
    },
  });
  const body = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    atMs = performance.now();
    parser.feed(value);
  }
}
