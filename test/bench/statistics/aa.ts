/**
 * `npm run bench:aa [trials [threads]]`: does the verdict cry wolf on the real model? One cell, streaming, is measured over and over;
 * pairs of neighbouring trials are called A and B by chance and judged as if they were two ways of serving. Whatever
 * difference is found is wrong. Prints what the noise is like, too. Run it on a quiet machine.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleStandardDeviation } from 'simple-statistics';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { parseConfig } from '../../../src/benchmark/config.js';
import { startRun } from '../../../src/benchmark/recorded-run.js';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { groups } from '../../../src/group-by.js';
import { decide, lag1Autocorrelation, pairedRatio } from '../../../src/metrics/statistics/index.js';
import { countFlags } from '../../../src/results/flags.js';
import { openLog } from '../../../src/results/log.js';
import type { LogRow } from '../../../src/results/schema.js';
import { type Random, seededRandom, shuffled } from '../../../src/workload/random.js';
import { benchCommand, isSmoke, parsed } from '../bench-command.js';

const BLOCKS = 5;
const THRESHOLD = 0.05;
const EXPERIMENTS = 1000;
/** Instead of the real model. */
const SMOKE = {
  backend: { backend: 'mock', mock: { prefillMs: 1, decodeMs: 1, jitter: 0.3, seed: 1 } },
  promptLimit: 2,
  maxNewTokens: 4,
  repeats: 6,
};

/** One value per trial, in the order of measurement. */
function byTrial(rows: readonly LogRow[], pick: (row: LogRow) => number | null): number[] {
  const trials = groups(rows, (row) => row.trial_id);
  return trials.map((trial) =>
    Math.exp(trial.reduce((sum, row) => sum + Math.log(pick(row)!), 0) / trial.length),
  );
}

/** Judges chance pairings of neighbours; `slowdown` multiplies A, to see what is found of a true one. */
function judge(values: readonly number[], slowdown: number, random: Random) {
  const pairs = Array.from({ length: Math.floor(values.length / 2) }, (_, i) => [
    values[2 * i]!,
    values[2 * i + 1]!,
  ]);
  const counts: Record<string, number> = { greater: 0, less: 0, same: 0, 'cannot tell': 0, 'excludes 1': 0 };
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const chosen = shuffled(pairs, random).slice(0, BLOCKS);
    const interval = pairedRatio(
      chosen.map((pair, i) => {
        const [a, b] = shuffled(pair, random);
        return { a: a! * slowdown, b: b!, cluster: `${i}` };
      }),
      { random },
    );
    counts[decide(interval, THRESHOLD).decision]!++;
    if (interval.low! > 1 || interval.high! < 1) counts['excludes 1']!++;
  }
  return counts;
}

const MEASURES = {
  aggregate_tokens_per_sec: (row: LogRow) => row.aggregate_tokens_per_sec,
  total_latency_ms: (row: LogRow) => row.total_latency_ms,
  ttft_ms: (row: LogRow) => row.ttft_ms,
  peak_memory_mb: (row: LogRow) => row.peak_memory_mb,
};

function show(title: string, rows: readonly LogRow[]): void {
  console.log(`\n${title}: ${groups(rows, (row) => row.trial_id).length} trials`);
  const random = seededRandom(1);
  for (const [name, pick] of Object.entries(MEASURES)) {
    const values = byTrial(rows, pick);
    const logs = values.map(Math.log);
    const noise = (100 * sampleStandardDeviation(logs)).toFixed(2);
    console.log(`${name}: ${values.map((value) => value.toPrecision(4)).join(' ')}`);
    console.log(`  noise ${noise} %, lag-1 autocorrelation ${lag1Autocorrelation(logs)?.toFixed(2)}`);
    console.log(
      `  A/A, ${EXPERIMENTS} pairings of ${BLOCKS} blocks: ${JSON.stringify(judge(values, 1, random))}`,
    );
    console.log(`  A 10 % larger: ${JSON.stringify(judge(values, 1.1, random))}`);
  }
}

async function main(what: object): Promise<void> {
  const log = await openLog(join(mkdtempSync(join(tmpdir(), 'aa-')), 'log.csv'));
  const config = parseConfig({ ...what, ways: ['stream'] });
  const { rows } = await startRun(config, { log, launch: (spec, signal) => spawnBackend(spec, { signal }) });
  show('All', rows);
  const calm = rows.filter((row) => !/cpu-/.test(row.flags ?? ''));
  if (calm.length < rows.length) show('Those that others did not disturb (no cpu flag)', calm);
  const flags = countFlags(rows).map(({ flag, rows: count }) => `${flag} ${count}`);
  console.log(`\n${rows.length} rows, flags: ${flags.join(', ') || 'none'}; log: ${log.path}`);
}

const command = benchCommand(
  'aa',
  'Does the verdict cry wolf? One cell of the real model, judged against itself.',
)
  .argument('[trials]', 'how many', positiveInteger, 30)
  .argument('[threads]', 'intra-op threads', positiveInteger);
const [repeats, threads] = parsed<[number, number?]>(command);
void main(isSmoke(command) ? SMOKE : { backend: { threads }, repeats });
