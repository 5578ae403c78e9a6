import { samplesIn } from '../../../src/metrics/server/prometheus.js';

/** Times to first token, by a server's own histogram. */
export interface ServerTtft {
  readonly requests: number;
  readonly meanMs: number;
}

/** Of vLLM and SGLang; of ours. */
const NAMES = [
  'vllm:time_to_first_token_seconds',
  'sglang:time_to_first_token_seconds',
  'streambatch_ttft_seconds',
];

/** What the histogram grew by between two readings of `/metrics`; null where the server has none, or nothing was asked. */
export function ttftBetween(before: string | null, after: string | null): ServerTtft | null {
  const [first, last] = [totals(before), totals(after)];
  const requests = last.count - first.count;
  return requests > 0 ? { requests, meanMs: (1000 * (last.sum - first.sum)) / requests } : null;
}

/** Over all labels. */
function totals(page: string | null): { count: number; sum: number } {
  const samples = samplesIn(page ?? '');
  const total = (end: string) =>
    samples
      .filter(({ name }) => NAMES.some((known) => name === `${known}_${end}`))
      .reduce((sum, { value }) => sum + value, 0);
  return { count: total('count'), sum: total('sum') };
}
