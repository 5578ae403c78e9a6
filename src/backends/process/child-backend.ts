import type { ChildProcess } from 'node:child_process';
import { BackendError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, BackendLoad, GenerateRequest } from '../../generation.js';
import { closedStreams } from '../closed.js';
import { onMessage, tell } from './child-messages.js';
import { type FromHost, fromWire } from './messages.js';
import { OpenRequest } from './open-request.js';

/** Longer than a step of most models: what takes more is killed. */
const CLOSE_MS = 5000;

/** The caller's half of a backend in another process: what is asked goes there, what comes back is handed out. */
export class ChildBackend implements Backend {
  readonly pid: number;
  readonly #open = new Map<number, readonly OpenRequest[]>();
  readonly #asked = new Map<number, (metrics: string | null) => void>();
  #questions = 0;
  #submits = 0;
  #end: string | undefined;
  #closing = false;
  #load: BackendLoad | null = null;
  readonly #child: ChildProcess;
  readonly #closeMs: number;

  /** @param closeMs time in which the process may close by itself, ms */
  constructor(
    child: ChildProcess,
    readonly info: BackendInfo,
    readonly ended: Promise<string>,
    closeMs = CLOSE_MS,
  ) {
    this.#child = child;
    this.#closeMs = closeMs;
    this.pid = child.pid!;
    onMessage(child, (message) => this.#take(message));
    void ended.then((how) => {
      this.#end = how;
      for (const request of [...this.#open.values()].flat()) this.#abandon(request);
      for (const question of this.#asked.keys()) this.#answer(question, null);
    });
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    if (this.#closing) return closedStreams(requests);
    const submit = this.#submits++;
    const open = requests.map(
      (request, index) =>
        new OpenRequest(request, () => tell(this.#child, { type: 'cancel', submit, index })),
    );
    if (this.#end !== undefined) for (const request of open) request.fail(this.#gone());
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
    this.#closing = true;
    tell(this.#child, { type: 'close' });
    const timer = setTimeout(() => void this.kill(), this.#closeMs);
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
    if (message.type === 'failed') request.fail(fromWire(message.error));
    else request.push(message.event);
    if (open.every(({ channel }) => channel.ended)) this.#open.delete(message.submit);
  }

  #answer(question: number, metrics: string | null): void {
    this.#asked.get(question)?.(metrics);
    this.#asked.delete(question);
  }

  /** The process has gone: closing was to cancel what is open, however the process took it. */
  #abandon(request: OpenRequest): void {
    if (this.#closing) request.endAsCancelled();
    else request.fail(this.#gone());
  }

  #gone(): BackendError {
    return new BackendError(`the model process ended: ${this.#end}`);
  }
}
