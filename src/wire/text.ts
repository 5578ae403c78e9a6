import { readText } from './read-text.js';
import { type RequestOptions, send } from './request.js';

/** Reads whatever text is there. @throws HttpStatusError; BackendError when the server cannot be reached or ends early; the reason of `signal` */
export async function getText(url: string, options: RequestOptions = {}): Promise<string> {
  return readText(await send('GET', url, undefined, options), options.signal);
}

/** Posts JSON, and reads an answer that need not be any. @throws what `getText` throws */
export async function postForText(url: string, body: unknown, options: RequestOptions = {}): Promise<string> {
  return readText(await send('POST', url, body, options), options.signal);
}
