import type { IncomingMessage } from 'node:http';
import { BackendError } from '../errors.js';
import { readText } from './read-text.js';

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

/** Reads an answer that is not the one asked for, as an error. @throws what reading throws */
export async function statusError(response: IncomingMessage): Promise<HttpStatusError> {
  const status = response.statusCode!;
  const { 'retry-after': wait, location } = response.headers;
  const retryAfter = Number(wait);
  const text = messageIn(await readText(response));
  const words = location ? `it is at ${location}, and must be asked there` : text;
  const message = `the server answered ${status}: ${words}${wait ? ` (try again after: ${wait})` : ''}`;
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
