import type { LogRow } from '../../src/results/schema.js';

/** A crafted row for tests: one streamed request that took 100 ms, its first token after 20 ms. */
export function row(changes: Partial<LogRow> = {}): LogRow {
  return { ...STREAMED, ...changes };
}

const STREAMED: LogRow = {
  timestamp: '2026-11-24T12:00:00.000Z',
  mode: 'stream',
  prompt_id: 'p1',
  model_id: 'tiny-model',
  device: 'cpu',
  max_new_tokens: 9,
  temperature: 0,
  total_latency_ms: 100,
  tokens_per_sec: 90,
  output_len: 9,
  peak_memory_mb: 300,
  schema_version: 1,
  run_id: 'run1',
  trial_id: 'stream·sequential·1/0',
  block: 0,
  request_index: 0,
  status: 'ok',
  error: null,
  flags: null,
  backend: 'mock',
  model_hash: null,
  dtype: 'fp32',
  threads: 2,
  dummy_weights: false,
  scheduler: 'sequential',
  batch_size: 1,
  prompt_category: 'short',
  prompt_tokens: 10,
  forced_length: true,
  seed: 1,
  finish_reason: 'length',
  computed_tokens: 9,
  output_hash: 'abc',
  ttft_ms: 20,
  tpot_ms: 10,
  itl_p50_ms: 10,
  itl_p95_ms: null,
  itl_max_ms: 12,
  queue_ms: null,
  delivery_lag_ms: 0.1,
  trial_makespan_ms: 100,
  trial_output_tokens: 9,
  trial_computed_tokens: 9,
  aggregate_tokens_per_sec: 90,
  baseline_memory_mb: 290,
  memory_method: 'VmHWM',
  load_ms: 500,
  warmup_ms: 50,
  config_hash: 'c1',
};

/** The same request in a static batch of `size`: nothing is seen before its end. */
export function batchRow(size: number, changes: Partial<LogRow> = {}): LogRow {
  return row({
    mode: 'batch',
    scheduler: 'static',
    batch_size: size,
    ttft_ms: null,
    tpot_ms: null,
    itl_p50_ms: null,
    itl_max_ms: null,
    ...changes,
  });
}
