/**
 * The columns of `inference_logs.csv`: one row per request. This list is the only place they are written down;
 * the writer, the reader, the dataframes and data/README.md follow it. Unmeasurable is null (an empty cell).
 */
export const SCHEMA_VERSION = 2;

/** Columns that version 1 did not have: its logs are whole without them. */
export const ADDED_IN_2 = [
  'ttft_made_ms',
  'source',
  'batch_index',
  'workload_hash',
  'perplexity_ratio',
  'cpu_stolen_share',
  'cpu_foreign_share',
] as const satisfies readonly ColumnName[];

/** What a cell of a column holds. */
export type ColumnType = 'string' | 'number' | 'integer' | 'boolean';

interface Column {
  readonly type: ColumnType;
  /** Null is allowed: the value can be unmeasurable, or the request failed. */
  readonly nullable: boolean;
  readonly unit: string;
  readonly about: string;
}

const text = (about: string, unit = '') => ({ type: 'string', nullable: false, unit, about }) as const;
const maybeText = (about: string, unit = '') => ({ type: 'string', nullable: true, unit, about }) as const;
const real = (unit: string, about: string) => ({ type: 'number', nullable: true, unit, about }) as const;
const whole = (unit: string, about: string) => ({ type: 'integer', nullable: false, unit, about }) as const;
const maybeWhole = (unit: string, about: string) =>
  ({ type: 'integer', nullable: true, unit, about }) as const;
const flag = (about: string) => ({ type: 'boolean', nullable: false, unit: '', about }) as const;

/**
 * Every column: type, may it be empty (`nullable`), unit, and what it means (`about`).
 * @example
 * ```ts
 * import { COLUMNS } from 'streambatch';
 *
 * COLUMNS.ttft_ms.unit; // → 'ms'
 * ```
 */
export const COLUMNS = {
  timestamp: text('when the request was sent', 'ISO 8601, UTC'),
  mode: text('delivery: stream (tokens handed over as they are made) or batch (all together at the end)'),
  prompt_id: text('which prompt of the prompt file'),
  model_id: text('hub id or folder of the model'),
  device: text('where the model ran'),
  max_new_tokens: whole('tokens', 'most tokens the request may produce'),
  temperature: { ...real('', 'sampling temperature; 0 is greedy'), nullable: false },
  total_latency_ms: real('ms', 'request sent → last token handed over'),
  tokens_per_sec: real('tok/s', 'output_len / total_latency of this request'),
  output_len: maybeWhole('tokens', 'useful output tokens: up to and including end-of-sequence'),
  peak_memory_mb: real('MiB', 'highest resident set of the model process during the trial'),
  schema_version: whole('', 'version of these columns'),
  run_id: text('one invocation of the benchmark (or one life of the server)'),
  trial_id: text('one pass of one cell over the prompts: <cell>/<block>'),
  block: whole('', 'repeat number, 0-based; every cell runs once in each block, in shuffled order'),
  request_index: whole('', 'position of the request in its trial, 0-based'),
  status: text('ok, failed, cancelled or deadline'),
  error: maybeText('what went wrong, in one line'),
  flags: maybeText('validity warnings, separated by ";"; the row is kept'),
  backend: text('implementation: transformers, onnx, openai, mock'),
  model_hash: maybeText('SHA-256 of the model files, first 16 hex digits'),
  dtype: text('type of the weights'),
  threads: maybeWhole('', 'intra-op threads'),
  dummy_weights: flag('random weights: speed and memory are real, the text is not'),
  scheduler: text('sequential, static or continuous'),
  batch_size: whole(
    'requests',
    'requests in the batch (static), or in flight at once (continuous); 1 for sequential',
  ),
  prompt_category: maybeText('category of the prompt in the prompt file'),
  prompt_tokens: maybeWhole('tokens', 'tokens of the prompt, special tokens included'),
  forced_length: flag('end-of-sequence ignored, so that exactly max_new_tokens are made'),
  seed: whole('', 'seed of the run: block order, prompt order, sampling'),
  finish_reason: maybeText('stop, length, cancelled or deadline'),
  computed_tokens: maybeWhole(
    'tokens',
    'tokens computed for this row, those past its end in a static batch included',
  ),
  output_hash: maybeText(
    'SHA-256 of the output token ids (of the text where ids are unknown), first 16 hex digits',
  ),
  ttft_made_ms: real(
    'ms',
    'request sent → first token made by the decode loop, before it travels to the caller; null where only a server knows',
  ),
  ttft_ms: real(
    'ms',
    'request sent → first token handed over; null for batch, where nothing is handed over early',
  ),
  tpot_ms: real('ms/token', '(total − ttft) / (output_len − 1); null when ttft is null or output_len < 2'),
  itl_p50_ms: real('ms', 'median gap between consecutive token deliveries; null for batch'),
  itl_p95_ms: real('ms', '95th percentile of those gaps; null under 72 gaps, which cannot bound it'),
  itl_max_ms: real('ms', 'longest of those gaps'),
  queue_ms: real('ms', 'intended arrival → work starts; open-loop load only'),
  delivery_lag_ms: real('ms', 'median time from the decode loop making a token to the caller receiving it'),
  trial_makespan_ms: real('ms', 'first request sent → last token of the trial handed over'),
  trial_output_tokens: maybeWhole('tokens', 'useful tokens of the trial'),
  trial_computed_tokens: maybeWhole('tokens', 'computed tokens of the trial'),
  aggregate_tokens_per_sec: real('tok/s', 'trial_output_tokens / trial_makespan'),
  baseline_memory_mb: real(
    'MiB',
    'resident set of the model process after load and warm-up, before the trial',
  ),
  memory_method: maybeText('VmHWM (exact, from the kernel) or ps-sampling (a lower bound)'),
  load_ms: real('ms', 'starting the process and loading the model; outside the clock of the requests'),
  warmup_ms: real('ms', 'warm-up request, outside the clock of the requests'),
  cpu_stolen_share: real(
    '0–1',
    'of the CPU time that the machine wanted during the trial, what the hypervisor gave to others; null under 0.5 s of it',
  ),
  cpu_foreign_share: real(
    '0–1',
    'of the CPU time of all cores during the trial, what processes other than the model and the recorder used',
  ),
  machine: maybeText('CPU, cores and platform of the machine that measured'),
  source: maybeText(
    'what wrote the row: matrix (`run`), load (`load`) or server (`serve`); null before version 2 of the log',
  ),
  batch_index: maybeWhole('', 'static batches: which batch of its trial (or of the server), 0-based'),
  workload_hash: maybeText(
    'hash of the prompts and of what was asked for each (tokens, forced length, sampling): only rows of one workload are compared',
  ),
  perplexity_ratio: real(
    '',
    'perplexity of the weights as they ran over that of float32, on data/quality.txt; null where nobody checked',
  ),
  config_hash: text('hash of everything that was asked for; equal hashes repeat the same experiment'),
} as const satisfies Record<string, Column>;

/** Name of a column. */
export type ColumnName = keyof typeof COLUMNS;
/** What a row holds in a column of that kind. */
export type ValueOf<C extends Column> =
  | (C['type'] extends 'string' ? string : C['type'] extends 'boolean' ? boolean : number)
  | (C['nullable'] extends true ? null : never);

/** One row of the log, typed by its columns. */
export type LogRow = { -readonly [N in ColumnName]: ValueOf<(typeof COLUMNS)[N]> };

/** The columns in the order of the file. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];
