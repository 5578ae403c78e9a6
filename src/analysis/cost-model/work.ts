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
  const promptTokens = promptTokensIn(rows);
  return groups(alone, together).flatMap((group) => {
    const work = piece(group, promptTokens);
    return work ? [work] : [];
  });
}

/** Tokens of a row's prompt; undefined where no row tells. A server does not of a list of prompts, but may of each alone. */
function promptTokensIn(rows: readonly LogRow[]): (row: LogRow) => number | undefined {
  const keyOf = ({ run_id, prefix_cache, prompt_id }: LogRow) => `${run_id}\n${prefix_cache}\n${prompt_id}`;
  const told = new Map<string, number>();
  for (const row of rows) if (row.prompt_tokens !== null) told.set(keyOf(row), row.prompt_tokens);
  return (row) => row.prompt_tokens ?? told.get(keyOf(row));
}

function piece(group: readonly LogRow[], promptTokens: (row: LogRow) => number | undefined): Work | null {
  const first = group[0]!;
  const prompts = group.map(promptTokens).filter((tokens) => tokens !== undefined);
  const known = group.every((row) => row.status === 'ok' && row.computed_tokens !== null);
  if (!known || prompts.length < group.length || first.total_latency_ms === null) return null;
  return {
    requests: group.length,
    promptTokens: Math.max(...prompts),
    steps: Math.max(...group.map((row) => row.computed_tokens!)),
    latencyMs: Math.max(...group.map((row) => row.total_latency_ms ?? 0)),
    peakMb: first.peak_memory_mb,
    trial: `${first.run_id}·${first.trial_id}`,
    configuration: `${wayKey(wayOf(first))}·${first.prompt_category}·${first.max_new_tokens}`,
  };
}
