/** Random logs of benchmarks: several runs, machines, prompt sets and versions of the log, with cells missing. */

import type { LogRow } from '../../src/results/schema.js';
import { type Way, wayColumns, wayKey } from '../../src/ways.js';
import { type Random, seededRandom } from '../../src/workload/random.js';
import { fc } from '../support/fast-check.js';
import { batchOf, continuous, row, STREAMING, wholeOf } from '../support/rows.js';

/** Prompts as id and length: the first two sets differ in number, the first and the third in lengths alone. */
const PROMPTS: readonly (readonly (readonly [id: string, tokens: number])[])[] = [
  [
    ['a', 10],
    ['b', 20],
  ],
  [
    ['a', 10],
    ['b', 20],
    ['c', 30],
  ],
  [
    ['a', 10],
    ['b', 25],
  ],
];

const ALL_WAYS: readonly Way[] = [
  STREAMING,
  ...[1, 2, 4, 8].map(batchOf),
  ...[2, 4, 8].map(continuous),
  ...[2, 8].map(wholeOf),
  { mode: 'batch', scheduler: 'sequential', batchSize: 1 },
];

const run = fc.record({
  version: fc.constantFrom(1, 2),
  machine: fc.constantFrom('A', 'A', 'A', 'B'),
  prompts: fc.nat({ max: PROMPTS.length - 1 }),
  maxNewTokens: fc.constantFrom(32, 32, 64),
  // streaming more often than not, since answers compare with it
  ways: fc
    .tuple(fc.constantFrom(true, true, true, false), fc.subarray([...ALL_WAYS], { minLength: 2 }))
    .map(([streams, ways]) => (streams && !ways.includes(STREAMING) ? [STREAMING, ...ways] : ways)),
  blocks: fc.integer({ min: 1, max: 6 }),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

/** What a row is part of in truth, whatever its version of the log can say of it. */
export const truthOf = ({ machine, max_new_tokens, config_hash, source }: LogRow): string =>
  JSON.stringify([machine, max_new_tokens, config_hash, source]);

/** How a log came about; `rowsOfLog` makes it. */
export const randomLogs = fc.record({
  runs: fc.array(run, { minLength: 1, maxLength: 4 }),
  noise: fc.constantFrom(0, 0.01, 0.05, 0.3),
  missing: fc.constantFrom(0, 0, 0.2),
  failing: fc.constantFrom(0, 0, 0.05),
  blank: fc.constantFrom('', '', 'peak_memory_mb', 'aggregate_tokens_per_sec', 'ttft_ms'),
  /** From this size on the ways of a family are alike: what is called the same. */
  alikeFrom: fc.constantFrom(99, 99, 99, 4, 1),
  /** How throughput grows with the requests at once; mostly it does. */
  growth: fc.constantFrom(0.6, 0.6, 0.6, 0.6, -1),
  /** A way that is noisier than the others. */
  nervous: fc.constantFrom(...ALL_WAYS, ...ALL_WAYS.map(() => null)),
  /** MiB that each request at once adds. */
  memory: fc.constantFrom(10, 10, -10),
  seed: fc.integer({ min: 1, max: 1e6 }),
});
type RandomLog = typeof randomLogs extends fc.Arbitrary<infer T> ? T : never;

export function rowsOfLog(log: RandomLog): LogRow[] {
  const random = seededRandom(log.seed);
  const speeds = new Map(
    ALL_WAYS.map((way) => [wayKey(way), way.batchSize >= log.alikeFrom ? 1.5 : 0.5 + 2 * random()]),
  );
  const rows = log.runs.flatMap((one, i) => rowsOf(one, i, log, speeds, random));
  return log.blank === '' ? rows : rows.map((one) => ({ ...one, [log.blank]: null }));
}

function rowsOf(
  { version, machine, prompts, maxNewTokens, ways, blocks }: Run,
  place: number,
  { noise, missing, failing, alikeFrom, nervous, memory, growth }: RandomLog,
  speeds: ReadonlyMap<string, number>,
  random: Random,
): LogRow[] {
  const wobble = () => Math.exp(noise * (random() + random() + random() - 1.5) * 2);
  const day = 0.5 + random();
  return Array.from({ length: blocks }, (_, block) => block).flatMap((block) => {
    const drift = day * wobble();
    return ways.flatMap((way) => {
      if (random() < missing) return [];
      const own = nervous && wayKey(nervous) === wayKey(way) ? Math.exp(3 * (random() - 0.5)) : 1;
      const speed = speeds.get(wayKey(way))! * drift * wobble() * own;
      const asked = PROMPTS[prompts]!;
      const shared = Math.min(alikeFrom, way.batchSize);
      const alike = alikeFrom === 1;
      const ms = (400 * shared ** 0.4) / speed;
      const useful = asked.length * 20;
      const trial: Partial<LogRow> = {
        run_id: `run ${place}`,
        trial_id: `${wayKey(way)}/${block}`,
        timestamp: new Date(Date.UTC(2026, 10, 1 + place, 0, block)).toISOString(),
        block,
        machine,
        ...wayColumns(way),
        max_new_tokens: maxNewTokens,
        workload_hash: version === 1 ? null : `hash of ${prompts} and ${maxNewTokens}`,
        source: 'matrix',
        schema_version: version,
        config_hash: `prompts ${prompts}`,
        trial_output_tokens: useful,
        trial_computed_tokens: useful + (way.scheduler === 'static' ? Math.floor(random() * 9) : 0),
        aggregate_tokens_per_sec: 80 * speed * shared ** growth,
        peak_memory_mb: 300 + memory * way.batchSize * wobble(),
        baseline_memory_mb: 50,
      };
      return asked.map(([prompt_id, prompt_tokens], request_index) => {
        const failed = random() < failing;
        const totalMs = ms * (1 + (alike ? 0 : 0.1) * random());
        const firstMs = Math.min(totalMs, (alike ? 0.99 : 0.1) * ms * wobble());
        return row({
          ...trial,
          prompt_id,
          prompt_tokens,
          request_index,
          batch_index: way.scheduler === 'static' ? Math.floor(request_index / way.batchSize) : null,
          ...(failed ? { status: 'failed', prompt_tokens: null } : {}),
          ttft_ms: way.mode === 'batch' || failed ? null : firstMs,
          ttft_made_ms: version === 1 || failed ? null : 0.9 * firstMs,
          total_latency_ms: failed ? null : totalMs,
        });
      });
    });
  });
}
