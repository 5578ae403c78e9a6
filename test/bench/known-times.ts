import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { spawnBackend } from '../../src/backends/process.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { runBenchmark } from '../../src/benchmark/run.js';
import { openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import type { LogRow } from '../../src/results/schema.js';

export interface KnownTimes {
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly jitter: number;
  readonly tokens: number;
  readonly requests: number;
}

export interface TimingErrors {
  /** Error of the median. */
  readonly ttftMs: number;
  /** Error of the median over requests of the median gap. */
  readonly itlMs: number;
  /** Error of the median total, as a share of it. */
  readonly totalShare: number;
}

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
        backend: { backend: 'mock', mock: { prefillMs, decodeMs, jitter } },
        prompts,
        modes: ['stream'],
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

const medianOf = (rows: readonly LogRow[], pick: (row: LogRow) => number | null): number =>
  median(rows.map((row) => pick(row)!));

/** What the instrument says of known times, less what they are. */
export async function timingErrors(known: KnownTimes): Promise<TimingErrors> {
  const rows = await measure(known);
  const total = known.prefillMs + known.decodeMs * (known.tokens - 1);
  return {
    ttftMs: medianOf(rows, (row) => row.ttft_ms) - known.prefillMs,
    itlMs: medianOf(rows, (row) => row.itl_p50_ms) - known.decodeMs,
    totalShare: medianOf(rows, (row) => row.total_latency_ms) / total - 1,
  };
}
