import type { Trial } from '../analysis/ways/trials.js';

/** What is said of a quantity. */
export interface Described {
  readonly label: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

export interface Metric extends Described {
  readonly value: (trial: Trial) => number | null;
}

/** What two logs can be compared by: one value per trial. */
export const METRICS = {
  throughput: { label: 'throughput', unit: 'tok/s', better: 'higher', value: (trial) => trial.throughputTps },
  latency: { label: 'mean latency', unit: 'ms', better: 'lower', value: (trial) => trial.latencyMs },
  // batch delivery shows nothing before the end: its first text is its latency, which is compared already
  'first-token': {
    label: 'time to the first token',
    unit: 'ms',
    better: 'lower',
    value: (trial) => (trial.way.mode === 'stream' ? trial.firstSeenMs : null),
  },
  // the same without the way to the caller: what is left to compare where two logs have different instruments
  'first-token-made': {
    label: 'first token made',
    unit: 'ms',
    better: 'lower',
    value: (trial) => (trial.way.mode === 'stream' ? trial.firstMadeMs : null),
  },
  memory: { label: 'peak memory', unit: 'MiB', better: 'lower', value: (trial) => trial.peakMb },
  energy: { label: 'energy a token', unit: 'J', better: 'lower', value: (trial) => trial.joulesPerToken },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];
