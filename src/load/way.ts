import type { Mode, Scheduler } from '../generation.js';

/** Ways of serving that a load can ask for, as in the benchmark's matrix. */
export const WAYS = {
  stream: { mode: 'stream', scheduler: 'sequential' },
  batch: { mode: 'batch', scheduler: 'static' },
  continuous: { mode: 'stream', scheduler: 'continuous' },
} as const satisfies Record<string, { mode: Mode; scheduler: Scheduler }>;

export type Way = keyof typeof WAYS;
