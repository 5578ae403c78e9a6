/** Excerpts of `/metrics` in the form of each server, written by hand after its documentation. */
export const PAGES = {
  vllm: `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="Qwen/Qwen3-0.6B"} 5.0
vllm:num_requests_running{engine="1",model_name="Qwen/Qwen3-0.6B"} 3.0
vllm:num_requests_waiting{engine="0",model_name="Qwen/Qwen3-0.6B"} 2.0
vllm:kv_cache_usage_perc{engine="0",model_name="Qwen/Qwen3-0.6B"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="Qwen/Qwen3-0.6B"} 0.75
vllm:gpu_cache_usage_perc{engine="0",model_name="Qwen/Qwen3-0.6B"} 0.99
vllm:num_preemptions_total{engine="0",model_name="Qwen/Qwen3-0.6B"} 4.0
vllm:num_preemptions_created{engine="0",model_name="Qwen/Qwen3-0.6B"} 1.7643e+09
vllm:prefix_cache_queries_total{engine="0",model_name="Qwen/Qwen3-0.6B"} 47622.0
vllm:prefix_cache_hits_total{engine="0",model_name="Qwen/Qwen3-0.6B"} 21504.0
vllm:request_queue_time_seconds_bucket{engine="0",le="0.3",model_name="Qwen/Qwen3-0.6B"} 20.0
vllm:request_queue_time_seconds_count{engine="0",model_name="Qwen/Qwen3-0.6B"} 24.0
vllm:request_queue_time_seconds_sum{engine="0",model_name="Qwen/Qwen3-0.6B"} 6.0
process_resident_memory_bytes 1.048576e+09
`,
  sglang: `# TYPE sglang:num_running_reqs gauge
sglang:num_running_reqs{model_name="llama"} 162.0
sglang:num_queue_reqs{model_name="llama"} 2826.0
sglang:token_usage{model_name="llama"} 0.28
sglang:num_retracted_requests_total{model_name="llama"} 1.0
sglang:prompt_tokens_total{model_name="llama"} 8.128902e+06
sglang:cached_tokens_total{cache_source="device",model_name="llama"} 4e+06
sglang:queue_time_seconds_sum{model_name="llama"} 10.0
sglang:queue_time_seconds_count{model_name="llama"} 20.0
`,
  llamaCpp: `# HELP llamacpp:requests_processing Number of requests processing.
# TYPE llamacpp:requests_processing gauge
llamacpp:requests_processing 4
# HELP llamacpp:requests_deferred Number of requests deferred.
# TYPE llamacpp:requests_deferred gauge
llamacpp:requests_deferred 46
llamacpp:n_busy_slots_per_decode 3.87
llamacpp:prompt_tokens_total 35
llamacpp:prompt_tokens_cached_total 16
`,
  tgi: `# TYPE tgi_batch_current_size gauge
tgi_batch_current_size 7
tgi_queue_size 1
tgi_request_queue_duration_bucket{le="0.001"} 12
tgi_request_queue_duration_sum 0.5
tgi_request_queue_duration_count 50
`,
} as const;
