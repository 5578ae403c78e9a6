import type { ChildProcess } from 'node:child_process';
import { BackendError } from '../../errors.js';
import { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, BackendLoad, GenerateRequest } from '../../generation.js';
import { onMessage, tell } from './child-messages.js';
import { type FromHost, fromWire } from './messages.js';

const CLOSE_TIMEOUT_MS = 5000;

/** A request that the process works on. */
interface OpenRequest {
  readonly channel: EventChannel;
  /** Lets go of the caller's signal. */
  readonly hearNoMore: () => void;
}

/** The caller's half of a backend in another process: what is asked goes there, what comes back is handed out. */
export class ChildBackend implements Backend {
  readonly pid: number;
  readonly #open = new Map<number, readonly OpenRequest[]>();
  readonly #asked = new Map<number, (metrics: string | null) => void>();
  #questions = 0;
  #submits = 0;
  #end: string | undefined;
  #load: BackendLoad | null = null;
  readonly #child: ChildProcess;

  constructor(
    child: ChildProcess,
    readonly info: BackendInfo,
    readonly ended: Promise<string>,
  ) {
    this.#child = child;

    this.pid = child.pid!;
    onMessage(child, (message) => this.#take(message));
    void ended.then((how) => {
      this.#end = how;
      for (const request of [...this.#open.values()].flat()) this.#fail(request, this.#gone());
      for (const question of this.#asked.keys()) this.#answer(question, null);
    });
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const submit = this.#submits++;
    const open = requests.map(({ signal }, index) =>
      openRequest(signal, () => tell(this.#child, { type: 'cancel', submit, index })),
    );
    if (this.#end !== undefined) for (const request of open) this.#fail(request, this.#gone());
    else if (open.length > 0) this.#send(submit, requests, open);
    return open.map(({ channel }) => channel);
  }

  #send(submit: number, requests: readonly GenerateRequest[], open: readonly OpenRequest[]): void {
    this.#open.set(submit, open);
    const plain = requests.map(({ signal, ...request }) => ({ request, aborted: signal?.aborted ?? false }));
    tell(this.#child, { type: 'submit', submit, requests: plain });
  }

  load(): BackendLoad | null {
    return this.#load;
  }

  /** Asked in the process that knows the server; null from one that is gone. */
  metrics(): Promise<string | null> {
    if (this.#end !== undefined) return Promise.resolve(null);
    return new Promise((resolve) => {
      const question = this.#questions++;
      this.#asked.set(question, resolve);
      tell(this.#child, { type: 'metrics', question });
    });
  }

  async close(): Promise<void> {
    tell(this.#child, { type: 'close' });
    const timer = setTimeout(() => void this.kill(), CLOSE_TIMEOUT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #take(message: FromHost): void {
    if (message.type === 'load') this.#load = message.load;
    if (message.type === 'metrics') this.#answer(message.question, message.text);
    if (message.type !== 'event' && message.type !== 'failed') return;
    const open = this.#open.get(message.submit);
    const request = open?.[message.index];
    if (!open || !request) return;
    if (message.type === 'failed') this.#fail(request, fromWire(message.error));
    else request.channel.push(message.event);
    if (!request.channel.ended) return;
    request.hearNoMore();
    if (open.every(({ channel }) => channel.ended)) this.#open.delete(message.submit);
  }

  #answer(question: number, metrics: string | null): void {
    this.#asked.get(question)?.(metrics);
    this.#asked.delete(question);
  }

  #fail({ channel, hearNoMore }: OpenRequest, error: Error): void {
    hearNoMore();
    channel.fail(error);
  }

  #gone(): BackendError {
    return new BackendError(`the model process ended: ${this.#end}`);
  }
}

function openRequest(signal: AbortSignal | undefined, cancel: () => void): OpenRequest {
  signal?.addEventListener('abort', cancel);
  return {
    channel: new EventChannel(cancel),
    hearNoMore: () => signal?.removeEventListener('abort', cancel),
  };
}
