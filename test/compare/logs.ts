import type { LogRow } from '../../src/results/schema.js';
import { seededRandom } from '../../src/workload/random.js';
import { playRun } from '../metrics/statistics/noise.js';
import { aRow } from '../results/row.js';

export interface Played {
  /** Mean latency of streaming and of a batch of 4, ms. */
  readonly latencyMs?: readonly [number, number];
  readonly blocks?: number;
  /** Spread of the trials. */
  readonly sd?: number;
  readonly seed?: number;
  readonly cells?: Partial<LogRow>;
}

const WAYS = [
  { mode: 'stream', scheduler: 'sequential', batch_size: 1 },
  { mode: 'batch', scheduler: 'static', batch_size: 4 },
] as const;

/** A played log: two ways of serving, two prompts, correlated noise; memory is steady. */
export function playLog({
  latencyMs = [100, 300],
  blocks = 8,
  sd = 0.02,
  seed = 1,
  cells = {},
}: Played): LogRow[] {
  const latencies = playRun(latencyMs, blocks, { sd, rho: 0.5 }, seededRandom(seed));
  return WAYS.flatMap((way, i) =>
    latencies[i]!.flatMap((latency, block) =>
      ['p', 'q'].map((prompt_id, request_index) =>
        aRow({
          ...way,
          run_id: `run ${seed}`,
          trial_id: `${i}/${block}`,
          block,
          request_index,
          prompt_id,
          prompt_tokens: 7,
          status: 'ok',
          model_id: 'storyteller',
          machine: 'a machine',
          total_latency_ms: latency,
          ttft_ms: way.mode === 'stream' ? latency / 10 : null,
          aggregate_tokens_per_sec: 1e5 / latency,
          peak_memory_mb: 200 + (block % 3) * 0.1,
          ...cells,
        }),
      ),
    ),
  );
}
