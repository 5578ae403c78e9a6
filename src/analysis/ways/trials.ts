import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { type Way, wayKey, wayOf } from '../../ways.js';
import { mean } from '../present.js';

/** One pass of one cell over the prompts. Null is unmeasured. */
export interface Trial {
  readonly way: Way;
  readonly runId: string;
  readonly block: number;
  /** Requests that ended well, and all of them. */
  readonly requests: number;
  readonly attempted: number;
  /** Mean time until the first token can be read, ms: `ttft_ms`, or `total_latency_ms` where all comes at the end. */
  readonly firstSeenMs: number | null;
  /** Mean time until the model made the first token, ms. */
  readonly firstMadeMs: number | null;
  /** Mean time until the answer is complete, ms. */
  readonly latencyMs: number | null;
  /** Useful tokens a second while as many requests were in the system as the way says (`haveWindows`), tok/s. */
  readonly throughputTps: number | null;
  /** That time as a share of the trial's; null where throughput is that of the whole trial. */
  readonly windowShare: number | null;
  /** Tokens computed and thrown away (past a row's end), as a share of all computed. */
  readonly wastedShare: number | null;
  /** Every answer had the same length, by order. */
  readonly forced: boolean;
  readonly peakMb: number | null;
  readonly baselineMb: number | null;
  /** Energy of the machine during the trial over its useful tokens, J; null where it does not tell. */
  readonly joulesPerToken: number | null;
}

/** When the caller can start reading, ms after sending. */
export const firstSeenMs = (row: LogRow): number | null =>
  row.mode === 'stream' ? row.ttft_ms : row.total_latency_ms;

function wastedShare({
  trial_computed_tokens: computed,
  trial_output_tokens: useful,
}: LogRow): number | null {
  return computed === null || useful === null || computed === 0 ? null : (computed - useful) / computed;
}

const joulesPerToken = ({ energy_j: joules, trial_output_tokens: tokens }: LogRow): number | null =>
  joules === null || !tokens ? null : joules / tokens;

/**
 * Can throughput be that of the time in which as many requests were in the system as a way says? Only where every trial tells
 * it: it is never held against the throughput of a whole trial.
 */
export const haveWindows = (rows: readonly LogRow[]): boolean =>
  rows.every(
    ({ aggregate_tokens_per_sec: whole, saturated_tokens_per_sec: window }) =>
      whole === null || window !== null,
  );

function throughputOf(row: LogRow, windows: boolean): Pick<Trial, 'throughputTps' | 'windowShare'> {
  if (!windows) return { throughputTps: row.aggregate_tokens_per_sec, windowShare: null };
  const { saturated_ms: window, trial_makespan_ms: makespan } = row;
  const windowShare = window !== null && makespan ? window / makespan : null;
  return { throughputTps: row.saturated_tokens_per_sec, windowShare };
}

const NO_THROUGHPUT = { throughputTps: null, windowShare: null };

function toTrial(rows: readonly LogRow[], windows: boolean): Trial {
  const first = rows[0]!;
  const ok = rows.filter((row) => row.status === 'ok');
  // a trial with failed requests did less work than its pair: its totals may not be compared
  const whole = ok.length === rows.length;
  return {
    way: wayOf(first),
    runId: first.run_id,
    block: first.block,
    requests: ok.length,
    attempted: rows.length,
    firstSeenMs: mean(ok.map(firstSeenMs)),
    firstMadeMs: mean(ok.map((row) => row.ttft_made_ms)),
    latencyMs: mean(ok.map((row) => row.total_latency_ms)),
    ...(whole ? throughputOf(first, windows) : NO_THROUGHPUT),
    wastedShare: whole ? wastedShare(first) : null,
    forced: first.forced_length,
    peakMb: first.peak_memory_mb,
    baselineMb: first.baseline_memory_mb,
    joulesPerToken: whole ? joulesPerToken(first) : null,
  };
}

/**
 * The rows of one experiment as trials. A resumed run keeps its run_id, so a trial is a cell of a block of a run.
 * @param windows which throughput; where trials are held against those of another log, what both have
 */
export function trials(rows: readonly LogRow[], windows = haveWindows(rows)): Trial[] {
  return groups(rows, (row) => `${row.run_id}\n${row.block}\n${wayKey(wayOf(row))}`).map((trial) =>
    toTrial(trial, windows),
  );
}
