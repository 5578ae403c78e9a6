import { MODES, SCHEDULERS } from '../ways.js';
import {
  type Column,
  flag,
  maybeOneOf,
  maybeText,
  maybeWhole,
  measured,
  oneOf,
  type Part,
  place,
  real,
  text,
  trial,
  type ValueOf,
  whole,
} from './column.js';

/**
 * The columns of `inference_logs.csv`: one row per request. This list is the only place they are written down;
 * the types, the writer, the reader, the dataframes and data/README.md follow it. Unmeasurable is null (an empty cell).
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
  'ttfo_ms',
  'reasoning_tokens',
  'cached_tokens',
  'chunks',
  'saturated_ms',
  'saturated_tokens_per_sec',
  'server_peak_running',
  'server_peak_waiting',
  'server_queue_ms',
  'server_preemptions',
  'server_peak_kv_share',
  'server_prefix_hit_share',
  'server_memory_mb',
  'energy_j',
  'energy_method',
  'cold_by',
  'prefix_cache',
  'batch_request',
] as const satisfies readonly ColumnName[];

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
  mode: place(oneOf(MODES, 'delivery: tokens handed over as they are made, or all together at the end')),
  prompt_id: place(text('which prompt of the prompt file')),
  model_id: text('hub id or folder of the model'),
  device: text('where the model ran'),
  max_new_tokens: whole('tokens', 'most tokens the request may produce'),
  temperature: { ...real('', 'sampling temperature; 0 is greedy'), nullable: false },
  total_latency_ms: measured(real('ms', 'request sent → last token handed over')),
  tokens_per_sec: measured(real('tok/s', 'output_len / total_latency of this request')),
  output_len: measured(maybeWhole('tokens', 'useful output tokens: up to and including end-of-sequence')),
  peak_memory_mb: trial(real('MiB', 'highest resident set of the model process during the trial')),
  schema_version: whole('', 'version of these columns'),
  run_id: place(text('one invocation of the benchmark (or one life of the server)')),
  trial_id: place(text('one pass of one cell over the prompts: <cell>/<block>')),
  block: place(whole('', 'repeat number, 0-based; every cell runs once in each block, in shuffled order')),
  request_index: place(whole('', 'position of the request in its trial, 0-based')),
  status: measured(oneOf(['ok', 'failed', 'cancelled', 'deadline'], 'how the request ended')),
  error: measured(maybeText('what went wrong, in one line')),
  flags: maybeText('validity warnings, separated by ";"; the row is kept'),
  backend: text('implementation: transformers, onnx, openai, mock'),
  model_hash: maybeText('SHA-256 of the model files, first 16 hex digits'),
  dtype: text('type of the weights'),
  threads: maybeWhole('', 'intra-op threads'),
  dummy_weights: flag('random weights: speed and memory are real, the text is not'),
  scheduler: place(
    oneOf(SCHEDULERS, 'one request at a time, a fixed batch, or requests that join and leave between steps'),
  ),
  batch_size: place(
    whole('requests', 'requests in the batch (static), or in flight at once (continuous); 1 for sequential'),
  ),
  prefix_cache: place(
    maybeOneOf(
      ['cold', 'warm'],
      "what the server's cache was made to know of the prompts (--prefix-cache): nothing, or all; null where it is as it is",
    ),
  ),
  batch_request: measured(
    maybeOneOf(
      ['list', 'each'],
      'how a server elsewhere was asked for a whole answer: all prompts of the batch in one request, or each in its own; null for streams, and for our own engine',
    ),
  ),
  prompt_category: place(maybeText('category of the prompt in the prompt file')),
  prompt_tokens: measured(
    maybeWhole(
      'tokens',
      'tokens of the prompt, special tokens included; null where a server tells those of a list of prompts in one sum, and --tokenizer is not there to count',
    ),
  ),
  forced_length: flag('end-of-sequence ignored, so that exactly max_new_tokens are made'),
  seed: place(whole('', 'seed of the run: block order, prompt order, sampling')),
  finish_reason: measured(
    maybeOneOf(
      ['stop', 'length', 'cancelled', 'deadline'],
      'why the answer ended; null where the request failed',
    ),
  ),
  computed_tokens: measured(
    maybeWhole('tokens', 'tokens computed for this row, those past its end in a static batch included'),
  ),
  reasoning_tokens: measured(
    maybeWhole('tokens', 'of output_len, those that were thought before the answer; null where not told'),
  ),
  cached_tokens: measured(
    maybeWhole(
      'tokens',
      'of prompt_tokens, those that the server had from a cache of earlier prompts; null where not told (it never is of a list of prompts)',
    ),
  ),
  output_hash: measured(
    maybeText(
      'SHA-256 of the output token ids (of the text where ids are unknown), first 16 hex digits; null where prompts are salted (--prefix-cache cold)',
    ),
  ),
  ttft_made_ms: measured(
    real(
      'ms',
      'request sent → first token made by the decode loop, before it travels to the caller; null where only a server knows',
    ),
  ),
  ttft_ms: measured(
    real('ms', 'request sent → first token handed over; null for batch, where nothing is handed over early'),
  ),
  ttfo_ms: measured(
    real(
      'ms',
      'request sent → first token handed over that is not thought (text or a tool call): ttft_ms where nothing is thought; null for batch, and where all is thought',
    ),
  ),
  tpot_ms: measured(
    real('ms/token', '(total − ttft) / (output_len − 1); null when ttft is null or output_len < 2'),
  ),
  itl_p50_ms: measured(
    real(
      'ms',
      'median gap between consecutive deliveries: of tokens, or of chunks where chunks is not empty; null for batch',
    ),
  ),
  itl_p95_ms: measured(
    real('ms', '95th percentile of those gaps; null under 72 gaps, which cannot bound it'),
  ),
  itl_max_ms: measured(real('ms', 'longest of those gaps')),
  chunks: measured(
    maybeWhole(
      'chunks',
      'deliveries of a stream whose server does not tell tokens apart; null where each delivery is a token, and for batch',
    ),
  ),
  queue_ms: real('ms', 'intended arrival → work starts; open-loop load only'),
  delivery_lag_ms: measured(
    real('ms', 'median time from the decode loop making a token to the caller receiving it'),
  ),
  trial_makespan_ms: trial(real('ms', 'first request sent → last token of the trial handed over')),
  trial_output_tokens: trial(maybeWhole('tokens', 'useful tokens of the trial')),
  trial_computed_tokens: trial(maybeWhole('tokens', 'computed tokens of the trial')),
  aggregate_tokens_per_sec: trial(real('tok/s', 'trial_output_tokens / trial_makespan, its drain included')),
  saturated_ms: trial(
    real(
      'ms',
      'first batch_size requests sent → none left to take the place of one that ends; what remains of the makespan is drain; null where there never were so many',
    ),
  ),
  saturated_tokens_per_sec: trial(
    real(
      'tok/s',
      'useful tokens of that time / saturated_ms, of each request by the share of its own time that falls inside: what verdict and figures compare, where every trial of an experiment has it',
    ),
  ),
  baseline_memory_mb: trial(
    real('MiB', 'resident set of the model process after load and warm-up, before the trial'),
  ),
  memory_method: trial(maybeOneOf(['VmHWM', 'ps-sampling'], 'exact, from the kernel, or a lower bound')),
  server_peak_running: trial(
    real('requests', "most that shared the model, by the server's `/metrics`, read twice a second"),
  ),
  server_peak_waiting: trial(real('requests', "most that waited in the server's queue, likewise")),
  server_queue_ms: trial(
    real('ms', "mean time in the server's queue, of all requests that left it meanwhile"),
  ),
  server_preemptions: trial(
    real('', 'requests that the server threw out meanwhile for want of key-value cache, to begin anew'),
  ),
  server_peak_kv_share: trial(real('0–1', "most of the server's key-value cache in use at a reading")),
  server_prefix_hit_share: trial(
    real('0–1', "of the prompts' tokens meanwhile, those that the server had in its prefix cache"),
  ),
  server_memory_mb: trial(
    real(
      'MiB',
      'highest resident set of the process that answers `/metrics`, at a reading; of a server in several processes not the whole',
    ),
  ),
  cold_by: trial(
    maybeOneOf(
      ['uncached', 'reset', 'salt'],
      'with --prefix-cache cold, what kept prompts out of the cache of the server: each request said so, the server forgot before the trial, or words before each prompt; null for other runs',
    ),
  ),
  energy_j: trial(
    real(
      'J',
      "energy of this machine's processors during the trial (their packages: cores, caches, memory controllers), of its GPUs too where the model may run there: of all that ran on them, and not of the model alone; null where the machine does not tell, or another one did the work",
    ),
  ),
  energy_method: trial(
    maybeOneOf(
      ['RAPL', 'nvidia-smi', 'RAPL+nvidia-smi'],
      "the processors' own counters, the GPUs' power twice a second over time, or both",
    ),
  ),
  load_ms: trial(real('ms', 'starting the process and loading the model; outside the clock of the requests')),
  warmup_ms: trial(real('ms', 'warm-up request, outside the clock of the requests')),
  cpu_stolen_share: trial(
    real(
      '0–1',
      'of the CPU time that the machine wanted during the trial, what the hypervisor gave to others; null under 0.5 s of it',
    ),
  ),
  cpu_foreign_share: trial(
    real(
      '0–1',
      'of the CPU time of all cores during the trial, what processes other than the model and the recorder used',
    ),
  ),
  machine: maybeText('CPU, cores and platform of the machine that measured'),
  source: place(
    maybeOneOf(
      ['matrix', 'load', 'server'],
      'what wrote the row: `run`, `load` or `serve`; before version 2 of the log empty, and read from trial_id',
    ),
  ),
  batch_index: place(
    maybeWhole(
      '',
      'static batches: which batch of its trial (or of the server), 0-based; before version 2 of the log empty, and read from request_index',
    ),
  ),
  workload_hash: place(
    maybeText(
      'hash of the prompts and of what was asked for each (tokens, forced length, sampling): only rows of one workload are compared',
    ),
  ),
  perplexity_ratio: real(
    '',
    'perplexity of the weights as they ran over that of float32, on data/quality.txt; null where nobody checked',
  ),
  config_hash: place(text('hash of everything that was asked for; equal hashes repeat the same experiment')),
} as const satisfies Record<string, Column>;

/** Name of a column. */
export type ColumnName = keyof typeof COLUMNS;

/** One row of the log, typed by its columns. */
export type LogRow = { -readonly [N in ColumnName]: ValueOf<(typeof COLUMNS)[N]> };

/** What wrote a row: a matrix of ways, a load, or a server. Every row that was read says it. */
export type Source = NonNullable<LogRow['source']>;

/** The columns in the order of the file. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

/** A row made of the value of each column, which must be one that the column holds. */
export const rowFrom = (value: (name: ColumnName, at: number) => LogRow[ColumnName]): LogRow =>
  Object.fromEntries(COLUMN_NAMES.map((name, i) => [name, value(name, i)])) as unknown as LogRow;

type NamesOf<P extends Part> = {
  [N in ColumnName]: (typeof COLUMNS)[N] extends { readonly part: P } ? N : never;
}[ColumnName];

/** The columns of one part of a row. */
export type ColumnsOf<P extends Part> = Pick<LogRow, NamesOf<P>>;

/** Their names. */
export const columnsOf = <P extends Part>(part: P): (keyof ColumnsOf<P>)[] =>
  COLUMN_NAMES.filter((name): name is NamesOf<P> => (COLUMNS[name] as Column).part === part);

export type { ColumnType } from './column.js';
