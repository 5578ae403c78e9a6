import type { IncomingMessage } from 'node:http';
import { BackendError } from '../errors.js';
import { readText } from './read-text.js';
import { type RequestOptions, send } from './request.js';

/**
 * Posts JSON and reads the answer whole.
 * @throws HttpStatusError; BackendError when the server cannot be reached, ends early or answers with something else
 * than JSON; the reason of `signal`
 */
export async function postJson(url: string, body: unknown, options: RequestOptions = {}): Promise<unknown> {
  return readJson(url, await send('POST', url, body, options), options.signal);
}

/** Reads JSON. @throws what `postJson` throws */
export async function getJson(url: string, options: RequestOptions = {}): Promise<unknown> {
  return readJson(url, await send('GET', url, undefined, options), options.signal);
}

async function readJson(url: string, response: IncomingMessage, signal?: AbortSignal): Promise<unknown> {
  const text = await readText(response, signal);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const start = text.trim().slice(0, 60) || 'no body';
    throw new BackendError(`${url} did not answer with JSON: ${start}`, { cause });
  }
}
