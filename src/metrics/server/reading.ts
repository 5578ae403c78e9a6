import { groupBy } from '../../group-by.js';
import { type Sample, samplesIn } from './prometheus.js';

/** How the values of one name become one: over engines and ranks of a server, each with labels of its own. */
const TAKEN = {
  sum: (all: number, one: number) => all + one,
  max: (all: number, one: number) => Math.max(all, one),
};
type Taken = keyof typeof TAKEN;

/**
 * Names by meaning, of each server the newest first: vLLM, SGLang, llama.cpp, TGI, streambatch. A server that has none of them
 * tells nothing here.
 */
const MEANINGS = {
  running: [
    'sum',
    'vllm:num_requests_running',
    'sglang:num_running_reqs',
    'llamacpp:requests_processing',
    'tgi_batch_current_size',
    'streambatch_engine_running_requests',
  ],
  waiting: [
    'sum',
    'vllm:num_requests_waiting',
    'sglang:num_queue_reqs',
    'llamacpp:requests_deferred',
    'tgi_queue_size',
    'streambatch_engine_waiting_requests',
  ],
  /** Of the key-value cache, 0–1. */
  kvShare: [
    'max',
    'vllm:kv_cache_usage_perc',
    'vllm:gpu_cache_usage_perc',
    'sglang:token_usage',
    'llamacpp:kv_cache_usage_ratio',
    'streambatch_kv_cache_used_ratio',
  ],
  preemptions: ['sum', 'vllm:num_preemptions_total', 'sglang:num_retracted_requests_total'],
  /** Tokens of prompts that were looked for in the prefix cache, and those found. */
  prefixQueries: [
    'sum',
    'vllm:prefix_cache_queries_total',
    'vllm:gpu_prefix_cache_queries_total',
    'sglang:prompt_tokens_total',
  ],
  prefixHits: [
    'sum',
    'vllm:prefix_cache_hits_total',
    'vllm:gpu_prefix_cache_hits_total',
    'sglang:cached_tokens_total',
    'llamacpp:prompt_tokens_cached_total',
  ],
  /** Those not found, where the server counts them in place of all. */
  prefixMisses: ['sum', 'llamacpp:prompt_tokens_total'],
  queueSeconds: [
    'sum',
    'vllm:request_queue_time_seconds_sum',
    'sglang:queue_time_seconds_sum',
    'tgi_request_queue_duration_sum',
  ],
  queued: [
    'sum',
    'vllm:request_queue_time_seconds_count',
    'sglang:queue_time_seconds_count',
    'tgi_request_queue_duration_count',
  ],
  residentBytes: ['sum', 'process_resident_memory_bytes'],
} as const satisfies Record<string, readonly [Taken, ...string[]]>;

type Meaning = keyof typeof MEANINGS;

/** What a server tells of itself at one moment; null is what it does not tell. Counters count from its start. */
export type ServerReading = Readonly<Record<Meaning, number | null>>;

/** Reads `/metrics`; null where it holds no number at all, as another kind of page. A server may tell more once it has served. */
export function readingOf(text: string): ServerReading | null {
  const samples = groupBy(samplesIn(text), ({ name }: Sample) => name);
  const told = ([taken, ...names]: readonly [Taken, ...string[]]): number | null => {
    const found = names.map((name) => samples.get(name)).find((some) => some !== undefined);
    return found?.map(({ value }) => value).reduce(TAKEN[taken]) ?? null;
  };
  if (samples.size === 0) return null;
  return Object.fromEntries(
    Object.entries(MEANINGS).map(([meaning, names]) => [meaning, told(names)]),
  ) as ServerReading;
}
