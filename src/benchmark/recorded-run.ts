import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asError, InputError } from '../errors.js';
import type { BackendInfo } from '../generation.js';
import type { InstrumentOffset } from '../results/instrument.js';
import type { ResultLog } from '../results/log.js';
import { type BenchmarkConfig, configHash } from './config.js';
import { describeMachine } from './environment.js';
import { type RunManifest, writeManifest } from './manifest.js';
import { thisProcess } from './process-identity.js';
import { type RunOptions, type RunResult, runBenchmark } from './run.js';

/** A run whose rows go into a log, and whose manifest stands beside it. */
export interface RecordedRunOptions extends Omit<RunOptions, 'append' | 'runId' | 'earlier'> {
  /** From `openLog`; the caller closes it. */
  readonly log: ResultLog;
  /** Measures the instrument, before the first trial of a run; absent: the manifest says nothing of it. */
  readonly calibrate?: (signal?: AbortSignal) => Promise<InstrumentOffset>;
  /** Told once the run has a manifest, and so can be gone on with. */
  readonly onResumable?: (runId: string) => void;
}

export const promptsHash = ({ prompts }: BenchmarkConfig): string => {
  try {
    return createHash('sha256').update(readFileSync(prompts)).digest('hex');
  } catch (cause) {
    throw new InputError(`${prompts} cannot be read as a prompt file: ${asError(cause).message}`, { cause });
  }
};

export const now = (): string => new Date().toISOString();

/**
 * Runs a new benchmark into a log. Its manifest comes with the first rows: what dies before them (a model that does not
 * exist, Ctrl-C while it loads) has left nothing to go on with.
 * @param config from `parseConfig`
 * @throws as `runBenchmark` does
 * @example
 * ```ts
 * import { openLog, parseConfig, readLog, spawnBackend, startRun } from 'streambatch';
 *
 * const config = parseConfig({ backend: { backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } }, promptLimit: 2, batchSizes: [2], maxNewTokens: 3, repeats: 1 });
 * const log = await openLog('my-log.csv');
 * const { rows } = await startRun(config, { log, launch: (spec, signal) => spawnBackend(spec, { signal }) });
 * await log.close();
 * rows.length; // → 6
 * (await readLog('my-log.csv')).rows.length; // → 6
 * ```
 */
export async function startRun(config: BenchmarkConfig, options: RecordedRunOptions): Promise<RunResult> {
  return carryOut(newManifest(config, options.log.path), [], options);
}

/** What stands beside a log of a run that has not begun. @param log its path */
export const newManifest = (config: BenchmarkConfig, log: string): RunManifest => ({
  manifest_version: 2,
  run_id: randomUUID(),
  log,
  started_at: now(),
  resumed_at: [],
  finished_at: null,
  process: thisProcess(),
  config,
  config_hash: configHash(config),
  prompts_hash: promptsHash(config),
  model: null,
  machine: { ...describeMachine() },
  load_average_after: null,
  instrument: null,
});

/** Runs what a manifest says, beside the rows it already has, and keeps the manifest up to date from the first new rows on. */
export async function carryOut(
  manifest: RunManifest,
  earlier: NonNullable<RunOptions['earlier']>,
  { log, launch, onResumable, calibrate, ...options }: RecordedRunOptions,
): Promise<RunResult> {
  const instrument = manifest.instrument ?? (await calibrate?.(options.signal)) ?? null;
  let known: RunManifest = { ...manifest, instrument };
  let recorded = false;
  let model: BackendInfo | undefined;
  const record = (): void => {
    if (recorded) return;
    writeManifest(known);
    recorded = true;
    onResumable?.(known.run_id);
  };
  const noteModel = (info: BackendInfo): void => {
    if (known.model === null) {
      known = { ...known, model: { ...info } };
    } else if (known.model.modelHash !== info.modelHash) {
      throw new InputError(
        `run ${known.run_id} was started with model files ${known.model.modelHash}, now they are ${info.modelHash}; start a new run`,
      );
    }
  };
  const result = await runBenchmark(manifest.config, {
    ...options,
    runId: manifest.run_id,
    earlier,
    append: (rows) => {
      record();
      return log.append(rows);
    },
    launch: async (spec, signal) => {
      const backend = await launch(spec, signal);
      try {
        noteModel(backend.info);
        model = backend.info;
      } catch (error) {
        await backend.kill();
        throw error;
      }
      return backend;
    },
  });
  writeManifest({
    ...known,
    finished_at: now(),
    load_average_after: [...(describeMachine().loadAverage ?? [])],
  });
  return { ...result, instrument, model };
}
