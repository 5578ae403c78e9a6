import type { LogRow } from '../../src/results/schema.js';
import { arrivalTimes } from '../../src/workload/arrivals.js';
import { seededRandom } from '../../src/workload/random.js';
import { gaussian } from './noise.js';
import { aRow } from './row.js';

/** A load that is played: Poisson arrivals on a server that takes a few at once and has the others wait in one line. */
export interface PlayedLoad {
  /** Of the arrivals. */
  readonly seed?: number;
  /** Of the server's speed. */
  readonly noise?: number;
  readonly perSecond?: number;
  readonly seconds?: number;
  /** Requests that run at once. */
  readonly room?: number;
  /** Of a token. */
  readonly stepMs?: number;
  readonly cells?: Partial<LogRow>;
}

const LENGTHS = [10, 64, 30, 64, 50, 20, 64];
const PREFILL_MS = 20;
const BLANK = aRow();

/** Rows as `load` writes them; the speed wanders from request to request, by 3 % on its own and up to some 5 % together. */
export function playLoad({
  seed = 1,
  noise = 1,
  perSecond = 14,
  seconds = 60,
  room = 8,
  stepMs = 10,
  cells = {},
}: PlayedLoad = {}): LogRow[] {
  const random = seededRandom(noise);
  const free = new Array<number>(room).fill(0);
  let wander = 0;
  const times = arrivalTimes({ kind: 'poisson', perSecond }, seconds * 1000, seededRandom(seed));
  return times.map((atMs, request_index) => {
    wander = 0.9 * wander + 0.02 * gaussian(random);
    const output_len = LENGTHS[request_index % LENGTHS.length]!;
    const tpot_ms = stepMs * Math.exp(wander + 0.03 * gaussian(random));
    const slot = free.indexOf(Math.min(...free));
    const startMs = Math.max(atMs, free[slot]!);
    free[slot] = startMs + output_len * tpot_ms;
    return {
      ...BLANK,
      timestamp: new Date(Date.UTC(2026, 0, 1) + atMs).toISOString(),
      run_id: `load ${noise}`,
      trial_id: `load/continuous/poisson:${perSecond}`,
      source: 'load',
      mode: 'stream',
      scheduler: 'continuous',
      request_index,
      prompt_id: `p${request_index % LENGTHS.length}`,
      prompt_tokens: 7,
      seed,
      status: 'ok',
      model_id: 'storyteller',
      machine: 'a machine',
      output_len,
      ttft_ms: startMs - atMs + PREFILL_MS * Math.exp(0.1 * gaussian(random)),
      tpot_ms,
      total_latency_ms: free[slot]! - atMs + 2 * PREFILL_MS,
      ...cells,
    };
  });
}
