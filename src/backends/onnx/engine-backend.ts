import type { Engine } from '../../engine/engine.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, BackendLoad, GenerateRequest } from '../../generation.js';
import type { ModelRunner } from '../../model/runner.js';
import { closedStreams } from '../closed.js';

/** Steps the engine for as long as it has work. */
export class EngineBackend implements Backend {
  #stepping: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  readonly #engine: Engine;
  readonly #runner: Pick<ModelRunner, 'close'>;

  constructor(
    engine: Engine,
    runner: Pick<ModelRunner, 'close'>,
    readonly info: BackendInfo,
  ) {
    this.#engine = engine;
    this.#runner = runner;
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    if (this.#closed !== undefined) return closedStreams(requests);
    const channels = this.#engine.submit(requests);
    // Idle after a submit when every request was refused: a loop that ends at once would never be noticed to end.
    if (!this.#stepping && !this.#engine.idle) this.#stepping = this.#stepUntilIdle();
    return channels;
  }

  load(): BackendLoad {
    return this.#engine.load;
  }

  close(): Promise<void> {
    this.#closed ??= this.#free();
    return this.#closed;
  }

  async #free(): Promise<void> {
    this.#engine.cancelAll();
    await this.#stepping;
    await this.#runner.close();
  }

  async #stepUntilIdle(): Promise<void> {
    while (!this.#engine.idle) await this.#engine.step();
    this.#stepping = undefined;
  }
}
