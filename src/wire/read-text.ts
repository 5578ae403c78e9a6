import type { IncomingMessage } from 'node:http';
import { unreachable } from './unreachable.js';
import { untilAborted } from './until-aborted.js';

/** The whole body of an answer. @throws BackendError when the server ends early; the reason of `signal` */
export function readText(response: IncomingMessage, signal?: AbortSignal): Promise<string> {
  response.setEncoding('utf8');
  return untilAborted(response, signal, (resolve, reject) => {
    let text = '';
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve(text));
    response.on('error', (error) => reject(unreachable(error)));
  });
}
