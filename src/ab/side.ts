import type { BenchmarkConfig } from '../benchmark/config.js';
import type { RunManifest } from '../benchmark/manifest.js';
import { carryOut, newManifest, type RecordedRunOptions } from '../benchmark/recorded-run.js';
import { BackendError, InputError, StreambatchError } from '../errors.js';
import type { LogRow } from '../results/schema.js';

/** Which of the two, and what it is. */
export interface Named {
  readonly name: 'A' | 'B';
  /** A URL, or the file of its configuration. */
  readonly where: string;
}

/** What a side needs to measure: a log of its own, so that `compare` can read both. */
export type SideOptions = Pick<RecordedRunOptions, 'log' | 'launch' | 'signal' | 'calibrate'>;

/** One of the two: a run of its own, which is gone on with for each block. */
export class Side {
  readonly named: Named;
  #manifest: RunManifest;
  #rows: readonly LogRow[] = [];
  readonly #options: SideOptions;

  constructor(named: Named, config: BenchmarkConfig, options: SideOptions) {
    this.named = named;
    this.#options = options;
    // how long it goes on is decided with the other side, block by block
    this.#manifest = newManifest({ ...config, until: undefined, repeats: 1 }, options.log.path);
  }

  get runId(): string {
    return this.#manifest.run_id;
  }

  get log(): string {
    return this.#manifest.log;
  }

  get config(): BenchmarkConfig {
    return this.#manifest.config;
  }

  /** Of all blocks that were measured whole. */
  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** Measures the next block; its rows are kept trial by trial. @throws as `runBenchmark` does, naming the side */
  async measureBlock(block: number): Promise<void> {
    const config = { ...this.config, repeats: block + 1 };
    const running = carryOut({ ...this.#manifest, config }, this.#rows, this.#options);
    const { rows, instrument, model } = await running.catch((error) => {
      throw this.#told(error);
    });
    this.#rows = rows;
    const known = model ? { ...model } : this.#manifest.model;
    this.#manifest = { ...this.#manifest, config, instrument: instrument ?? null, model: known };
  }

  /** Nothing of the block was answered: there is no point in asking on. */
  failed(block: number): StreambatchError | null {
    const rows = this.#rows.filter((row) => row.block === block);
    if (rows.some(({ status }) => status === 'ok')) return null;
    return new BackendError(
      `${this.#label}: all ${rows.length} requests of a block failed (their rows are kept); the first: ${rows[0]?.error}`,
    );
  }

  get #label(): string {
    return `${this.named.name} (${this.named.where})`;
  }

  #told(cause: unknown): unknown {
    if (!(cause instanceof StreambatchError)) return cause;
    const message = `${this.#label}: ${cause.message}`;
    return cause instanceof InputError
      ? new InputError(message, { cause })
      : new BackendError(message, { cause });
  }
}
