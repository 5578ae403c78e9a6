import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { wayKey, wayOf } from '../../ways.js';

/** Requests that were computed together, and what that took: one static batch, or one request alone. */
export interface Work {
  readonly requests: number;
  /** Tokens of the longest prompt: shorter ones are padded to it. */
  readonly promptTokens: number;
  /** Decode steps: tokens of the longest answer. */
  readonly steps: number;
  readonly latencyMs: number;
  /** Peak resident set of the trial it was part of, MiB; null when not measured. */
  readonly peakMb: number | null;
  /** The trial it was part of: pieces of one trial share its peak. */
  readonly trial: string;
  /** Same for the same configuration: what must not be split between fitting and testing. */
  readonly configuration: string;
}

/** What the model was asked to do, without a measurement. */
export type Task = Pick<Work, 'requests' | 'promptTokens' | 'steps'>;

/**
 * The log as pieces of work. Under continuous batching requests share steps with others, so those rows have no
 * piece of their own and are left out, as are batches with a request that failed or was not measured.
 */
export function pieces(rows: readonly LogRow[]): Work[] {
  const alone = rows.filter(({ scheduler }) => scheduler !== 'continuous');
  const together = ({ run_id, trial_id, request_index, batch_index }: LogRow) =>
    `${run_id}\n${trial_id}\n${batch_index ?? `alone ${request_index}`}`;
  return groups(alone, together).flatMap((group) => {
    const work = piece(group);
    return work ? [work] : [];
  });
}

function piece(group: readonly LogRow[]): Work | null {
  const first = group[0]!;
  const known = group.every(
    (row) => row.status === 'ok' && row.prompt_tokens !== null && row.computed_tokens !== null,
  );
  if (!known || first.total_latency_ms === null) return null;
  return {
    requests: group.length,
    promptTokens: Math.max(...group.map((row) => row.prompt_tokens!)),
    steps: Math.max(...group.map((row) => row.computed_tokens!)),
    latencyMs: Math.max(...group.map((row) => row.total_latency_ms ?? 0)),
    peakMb: first.peak_memory_mb,
    trial: `${first.run_id}·${first.trial_id}`,
    configuration: `${wayKey(wayOf(first))}·${first.prompt_category}·${first.max_new_tokens}`,
  };
}
