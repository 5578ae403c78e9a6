import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';

/** One HTTP request that is being answered. */
interface OpenRequest {
  /** Aborted when the client leaves before the end, or the server waits no longer. */
  readonly signal: AbortSignal;
  /** To be called when it has been answered: from then on nothing cancels it. */
  end(): void;
}

/** The HTTP requests that are being answered, so that what nobody waits for is cancelled. */
export class OpenRequests {
  readonly #aborts = new Set<AbortController>();

  enter(response: ServerResponse): OpenRequest {
    const abort = new AbortController();
    setMaxListeners(0, abort.signal); // one for each request of a batch
    const cancel = () => abort.abort();
    response.once('close', cancel);
    if (response.destroyed) cancel();
    this.#aborts.add(abort);
    const end = () => {
      response.off('close', cancel);
      this.#aborts.delete(abort);
    };
    return { signal: abort.signal, end };
  }

  cancelAll(): void {
    for (const abort of this.#aborts) abort.abort();
  }
}
