import type { LogRow } from '../../src/results/schema.js';
import { seededRandom } from '../../src/workload/random.js';
import { playTrials } from './noise.js';
import { aRow } from './row.js';

export interface Played {
  /** Mean latency of streaming, and of a batch of 4 where there is one, ms. */
  readonly latencyMs?: readonly number[];
  readonly blocks?: number;
  /** Spread of the trials, and correlation of successive ones. */
  readonly sd?: number;
  readonly rho?: number;
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
  blocks = 12,
  sd = 0.02,
  rho = 0.5,
  seed = 1,
  cells = {},
}: Played): LogRow[] {
  return playTrials(latencyMs, blocks, { sd, rho }, seededRandom(seed)).flatMap(
    ({ cell, block, value: latency }) =>
      ['p', 'q'].map((prompt_id, request_index) =>
        aRow({
          ...WAYS[cell]!,
          timestamp: '2026-01-01T00:00:00.000Z',
          run_id: `run ${seed}`,
          trial_id: `${cell}/${block}`,
          block,
          request_index,
          prompt_id,
          prompt_tokens: 7,
          status: 'ok',
          model_id: 'storyteller',
          machine: 'a machine',
          total_latency_ms: latency,
          ttft_ms: cell === 0 ? latency / 10 : null,
          aggregate_tokens_per_sec: 1e5 / latency,
          peak_memory_mb: 200 + (block % 3) * 0.1,
          ...cells,
        }),
      ),
  );
}
