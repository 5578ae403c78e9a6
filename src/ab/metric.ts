import type { LogRow } from '../results/schema.js';

interface AbMetric {
  readonly label: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** @param windows throughput is that of the time with all requests in flight (`haveWindows`) */
  readonly value: (row: LogRow, windows: boolean) => number | null;
}

/** What two servers are compared by, prompt by prompt; throughput is one for all rows of a trial. */
export const AB_METRICS = {
  'first-token': {
    label: 'time to the first token',
    unit: 'ms',
    better: 'lower',
    value: ({ ttft_ms }) => ttft_ms,
  },
  'time-per-token': {
    label: 'time per token',
    unit: 'ms',
    better: 'lower',
    value: ({ tpot_ms }) => tpot_ms,
  },
  latency: {
    label: 'latency',
    unit: 'ms',
    better: 'lower',
    value: ({ total_latency_ms }) => total_latency_ms,
  },
  throughput: {
    label: 'throughput',
    unit: 'tok/s',
    better: 'higher',
    value: (row, windows) => (windows ? row.saturated_tokens_per_sec : row.aggregate_tokens_per_sec),
  },
} as const satisfies Record<string, AbMetric>;

export type AbMetricName = keyof typeof AB_METRICS;

export const AB_METRIC_NAMES = Object.keys(AB_METRICS) as AbMetricName[];
