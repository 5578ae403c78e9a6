import type { ClientRequest, IncomingMessage } from 'node:http';

/**
 * A promise of work on a request or response, which is destroyed when `signal` aborts. Node's own `signal` option
 * would go on to destroy the connection of an answer that is complete, with an error that nobody can catch.
 * @throws the reason of `signal`; what `start` rejects with
 */
export function untilAborted<T>(
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
