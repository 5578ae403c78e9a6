import { setTimeout as sleep } from 'node:timers/promises';
import { asError } from '../errors.js';
import type { Backend } from '../generation.js';
import { log } from '../logging.js';
import { HttpError } from './http-error.js';

/** A backend that may end on its own: what `spawnBackend` gives; one in this process lives as long as the server. */
export interface MortalBackend extends Backend {
  readonly pid?: number;
  readonly ended?: Promise<string>;
}

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 30_000;
/** A process that lived this long is restarted without the delay its predecessors earned. */
const STABLE_MS = 60_000;

/** Keeps one backend running: when its process dies it is started again, with growing delays. */
export class Supervisor {
  #backend: MortalBackend | undefined;
  #problem = 'the model is loading';
  #restarts = 0;
  readonly #closing = new AbortController();
  #opening: Promise<void> | undefined;
  #kept: Promise<void> | undefined;
  readonly #start: () => Promise<MortalBackend>;

  /** @param start loads the backend, the first time and again */
  constructor(start: () => Promise<MortalBackend>) {
    this.#start = start;
  }

  /** The backend, where one is running. */
  get running(): MortalBackend | undefined {
    return this.#backend;
  }

  /** Times the backend had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Loads the backend the first time it is called; later calls wait for that.
   * @throws what loading threw, and the next call tries again; HttpError 503 while the backend is being restarted
   */
  async open(): Promise<MortalBackend> {
    this.#opening ??= this.#load();
    await this.#opening;
    return this.current();
  }

  /** @throws HttpError 503 while there is none. */
  current(): MortalBackend {
    if (this.#backend) return this.#backend;
    throw new HttpError(503, 'engine_unavailable', this.#problem, null, 1);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening?.catch(() => undefined); // whoever opened was told
    await this.#kept;
  }

  async #load(): Promise<void> {
    try {
      this.#backend = await this.#start();
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
    this.#kept = this.#keep(this.#backend);
  }

  async #keep(first: MortalBackend): Promise<void> {
    let backend: MortalBackend | undefined = first;
    let delayMs = FIRST_DELAY_MS;
    for (;;) {
      const since = performance.now();
      if (backend) await this.#live(backend);
      if (this.#closing.signal.aborted) return backend?.close();
      if (performance.now() - since > STABLE_MS) delayMs = FIRST_DELAY_MS;
      await sleep(delayMs, undefined, { signal: this.#closing.signal }).catch(() => undefined); // closing cuts the wait short
      delayMs = Math.min(MAX_DELAY_MS, 2 * delayMs);
      backend = await this.#restart();
    }
  }

  /** Until the process ends, or, where there is no process, until the server closes. */
  async #live(backend: MortalBackend): Promise<void> {
    this.#backend = backend;
    const closed = new Promise<null>((resolve) => {
      if (this.#closing.signal.aborted) resolve(null);
      this.#closing.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const how = await Promise.race([backend.ended ?? closed, closed]);
    if (how === null) return;
    this.#backend = undefined;
    this.#problem = `the model process ended (${how}) and is being restarted`;
    log.warn(this.#problem);
  }

  async #restart(): Promise<MortalBackend | undefined> {
    if (this.#closing.signal.aborted) return undefined;
    this.#restarts++;
    try {
      return await this.#start();
    } catch (error) {
      this.#problem = `the model cannot be restarted: ${asError(error).message}`;
      log.error(this.#problem);
      return undefined;
    }
  }
}
