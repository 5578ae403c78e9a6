import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sides } from '../../../src/ab/run-ab.js';
import { pairRows, type Series, seriesOf } from '../../../src/ab/series.js';
import { Side } from '../../../src/ab/side.js';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import type { BenchmarkConfig } from '../../../src/benchmark/config.js';
import type { Launch } from '../../../src/benchmark/trial.js';
import { configsOf } from '../../../src/cli/ab-sides.js';
import { openLog, type ResultLog } from '../../../src/results/log.js';
import { type Random, shuffled } from '../../../src/workload/random.js';

/** As `ab` asks without more options; a smoke run asks less. */
export interface Asked {
  readonly promptLimit: number;
  readonly maxNewTokens: number;
  /** Requests in flight; 1: one by one. */
  readonly atOnce: number;
}

export interface Where {
  readonly a: string;
  readonly b: string;
}

/** Both sides as `ab` has them, without measuring the instrument; their rows in a folder of the system's. */
export async function benchSides(
  where: Where,
  { atOnce, ...asked }: Asked,
  signal: AbortSignal,
): Promise<Sides> {
  const out = join(mkdtempSync(join(tmpdir(), 'bench-ab-')), 'rows');
  const ways = [atOnce === 1 ? 'stream' : 'continuous'];
  const shared = { out, ways, batchSizes: [atOnce], length: 'forced', ...asked };
  const configs = await configsOf(where, shared, []);
  const [a, b] = await Promise.all(['a', 'b'].map((name) => openLog(`${out}-${name}.csv`)));
  const launch: Launch = (spec, abort) => spawnBackend(spec, { signal: abort });
  const side = (name: 'A' | 'B', place: string, config: BenchmarkConfig, log: ResultLog) =>
    new Side({ name, where: place }, config, { log, launch, signal });
  return { a: side('A', where.a, configs.a, a!), b: side('B', where.b, configs.b, b!) };
}

/** Measures so many blocks, whatever they say. */
export async function recordBlocks(
  where: Where,
  asked: Asked,
  blocks: number,
  random: Random,
): Promise<Series[]> {
  const { a, b } = await benchSides(where, asked, new AbortController().signal);
  for (let block = 0; block < blocks; block++)
    for (const side of shuffled([a, b], random)) await side.measureBlock(block);
  return seriesOf(pairRows(a.rows, b.rows), blocks);
}
