import { randomUUID } from 'node:crypto';
import { nowMs } from '../clock.js';
import { BackendError } from '../errors.js';
import type { LogRow } from '../results/schema.js';
import { loadPrompts } from '../workload/prompts.js';
import { type BenchmarkConfig, configHash } from './config.js';
import { planTrials, type Trial } from './plan.js';
import { type Launch, runTrial, type TrialContext } from './trial.js';

export interface RunOptions {
  readonly launch: Launch;
  /** Keeps the rows of a trial that has ended. */
  readonly append: (rows: LogRow[]) => void | Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface RunProgress {
  readonly trial: Trial;
  readonly servedRequests: number;
  readonly plannedRequests: number;
}

export interface RunResult {
  readonly runId: string;
  readonly rows: readonly LogRow[];
}

/**
 * Runs the matrix, trial by trial, and hands over the rows of each trial as it ends.
 * @throws InputError for prompts or a model that do not exist; BackendError when a process cannot be started;
 *   the reason of `signal` when it is aborted. Rows handed over before stay.
 */
export async function runBenchmark(config: BenchmarkConfig, options: RunOptions): Promise<RunResult> {
  const { launch, append, signal = new AbortController().signal, onProgress = () => undefined } = options;
  const trials = planTrials(config, loadPrompts(config.prompts));
  const plannedRequests = trials.reduce((sum, { prompts }) => sum + prompts.length, 0);
  const runId = randomUUID();
  const rows: LogRow[] = [];
  let servedRequests = 0;
  for (const trial of trials) {
    const report = () => onProgress({ trial, servedRequests, plannedRequests });
    report();
    const onServed = () => {
      servedRequests++;
      report();
    };
    const context: TrialContext = {
      config,
      configHash: configHash(config),
      runId,
      launch,
      clock: nowMs,
      signal,
      onServed,
    };
    const finished = await runTrial(trial, context);
    await append(finished);
    rows.push(...finished);
  }
  return { runId, rows };
}

/** @throws BackendError when a request failed, saying how many and why the first did. */
export function throwIfFailed({ rows }: RunResult): void {
  const failed = rows.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  throw new BackendError(
    `${failed.length} of ${rows.length} requests failed (their rows are kept); the first: ${failed[0]!.error}`,
  );
}
