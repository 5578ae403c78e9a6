import type { LogRow } from './schema.js';
import { CACHED_SHARE } from './served.js';
import { SOUND_RATIOS } from './weights.js';

/** Why a row may not be trusted. Flagged rows are kept; whoever reads them decides. */
export const FLAGS = {
  'outputs-differ': "the output differs from this prompt's first output in the run",
  'cpu-busy':
    'other processes used clearly more of the CPU time than in the trials before (version 1 of the log: above 10 %)',
  'cpu-steal':
    'the hypervisor gave clearly more of the CPU time to others than in the trials before (version 1 of the log: above 1 %)',
  'cpu-slow': 'the CPU clock was below 85 % of the fastest seen in the run',
  'recorder-lag': 'the event loop of the recorder was late by more than 5 ms in 5 % of the trial or more',
  drift: 'speed drifted by more than 5 % over the blocks of the run so far',
  swap: 'memory of the model process was swapped out',
  'resumed-trial': 'the run was killed over this trial; it was measured again for the rows that were missing',
  'batch-not-full':
    'this request was in a batch of fewer requests than batch_size, as the prompts did not fill it',
  'short-window':
    'for less than half of the trial as many requests were in the system as batch_size says: its throughput is a rough one',
  'counted-here': 'the server told no token counts: they were made here, from the text',
  chunked:
    'the server sends more or less than a token at a time: itl_* are gaps between chunks, not between tokens',
  'prompt-cached': `the server had ${CACHED_SHARE * 100} % of the prompt or more from a cache: the time to first token is that of a shorter prompt`,
  'weights-damaged': `perplexity of the weights as they ran is not within ${SOUND_RATIOS} of float32's: as good as another model`,
  'client-late': 'the load client was late with this request: its own delay is in the numbers',
} as const;

/** Name of a warning. */
export type Flag = keyof typeof FLAGS;

/** With a larger share of its requests `client-late`, a load says more of its client than of the server. */
export const MAX_LATE_SHARE = 0.01;

/** The row with more flags. */
export function flagged(row: LogRow, flags: readonly Flag[]): LogRow {
  const all = new Set([...(row.flags?.split(';') ?? []), ...flags]);
  return all.size === 0 ? row : { ...row, flags: [...all].join(';') };
}

/** How often a warning was given, and what it means. */
export interface FlagCount {
  readonly flag: string;
  readonly rows: number;
  readonly reason: string;
}

/**
 * How many rows carry each flag, most frequent first.
 * @example
 * ```ts
 * import { countFlags } from 'streambatch';
 * import { loadLog } from 'streambatch/analysis';
 *
 * for (const { flag, rows, reason } of countFlags((await loadLog()).rows)) console.log(`${rows} rows: ${flag}, ${reason}`);
 * ```
 */
export function countFlags(rows: readonly LogRow[]): FlagCount[] {
  const counts = new Map<string, number>();
  for (const flag of rows.flatMap((row) => row.flags?.split(';') ?? [])) {
    counts.set(flag, (counts.get(flag) ?? 0) + 1);
  }
  return [...counts]
    .map(([flag, count]) => ({ flag, rows: count, reason: FLAGS[flag as Flag] ?? 'unknown to this version' }))
    .sort((a, b) => b.rows - a.rows);
}
