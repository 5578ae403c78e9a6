import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { parseConfig } from '../../../src/benchmark/config.js';
import { runBenchmark } from '../../../src/benchmark/run.js';
import { openLog } from '../../../src/results/log.js';
import { readLog } from '../../../src/results/read.js';
import type { LogRow } from '../../../src/results/schema.js';
import { seededRandom } from '../../../src/workload/random.js';

export interface KnownTimes {
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly jitter: number;
  readonly tokens: number;
  readonly requests: number;
}

export interface TimingErrors {
  /** Of the first token. */
  readonly ttftMs: number;
  /** Of a request's median gap. */
  readonly itlMs: number;
  /** Of the whole request, as a share of it. */
  readonly totalShare: number;
  /** The rows carry a flag that others used the CPU, every time this was tried. */
  readonly disturbed: boolean;
}

const SEED = 1;

/** Rows of one streaming cell over the mock, by the whole chain: child process, IPC, recorder, CSV and back. */
async function measure({ prefillMs, decodeMs, jitter, tokens, requests }: KnownTimes): Promise<LogRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'known-times-'));
  try {
    const prompts = join(folder, 'prompts.csv');
    const lines = Array.from({ length: requests }, (_, i) => `p${i},,known ${i}`);
    writeFileSync(prompts, `id,category,prompt\n${lines.join('\n')}\n`);
    const log = await openLog(join(folder, 'log.csv'));
    await runBenchmark(
      parseConfig({
        backend: { backend: 'mock', mock: { prefillMs, decodeMs, jitter, seed: SEED } },
        prompts,
        ways: ['stream'],
        maxNewTokens: tokens,
        length: 'forced',
        repeats: 1,
      }),
      { launch: (spec, signal) => spawnBackend(spec, { signal }), append: (rows) => log.append(rows) },
    );
    return (await readLog(log.path)).rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Steps of the mock's warm-up request: four tokens, the first of them by prefill. */
const WARM_UP_STEPS = 3;

/** The decode steps of each request as the mock's seed makes them: a median of few jittered steps is not `decodeMs`. */
function knownSteps({ decodeMs, jitter, tokens, requests }: KnownTimes): number[][] {
  const random = seededRandom(SEED);
  const step = () => decodeMs * (1 + jitter * (2 * random() - 1));
  for (let i = 0; i < WARM_UP_STEPS; i++) step();
  return Array.from({ length: requests }, () => Array.from({ length: tokens - 1 }, step));
}

const TRIES = 3;
/** Beyond these shares others make the known times late: one trial has no usual to be held against. */
const MOST_STOLEN = 0.01;
const MOST_FOREIGN = 0.1;
const isDisturbed = (rows: readonly LogRow[]): boolean =>
  rows.some(
    (row) => (row.cpu_stolen_share ?? 0) > MOST_STOLEN || (row.cpu_foreign_share ?? 0) > MOST_FOREIGN,
  );

/** Medians over the requests of what the instrument says, less what is known. Measured anew where others used the CPU. */
export async function timingErrors(known: KnownTimes): Promise<TimingErrors> {
  let rows = await measure(known);
  for (let attempt = 1; attempt < TRIES && isDisturbed(rows); attempt++) rows = await measure(known);
  const steps = knownSteps(known);
  const totals = steps.map((gaps) => known.prefillMs + gaps.reduce((sum, gap) => sum + gap, 0));
  return {
    ttftMs: median(rows.map((row) => row.ttft_ms! - known.prefillMs)),
    itlMs: median(rows.map((row, i) => row.itl_p50_ms! - median(steps[i]!))),
    totalShare: median(rows.map((row, i) => row.total_latency_ms! / totals[i]! - 1)),
    disturbed: isDisturbed(rows),
  };
}
