import type { IncomingMessage } from 'node:http';
import { BackendError } from '../errors.js';
import { readText } from './read-text.js';

/** Types of what may hold events; many servers name none. */
const EVENTS = ['', 'text/event-stream', 'text/plain', 'application/octet-stream', 'application/x-ndjson'];

/** @throws BackendError with the beginning of what came instead, as a page of a proxy or an error as JSON */
export async function checkEvents(response: IncomingMessage, signal: AbortSignal | undefined): Promise<void> {
  const type = (response.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (EVENTS.includes(type)) return;
  const text = await readText(response, signal);
  throw new BackendError(`the server answered with ${type}, not with events: ${text.trim().slice(0, 200)}`);
}
