import { mean } from '../analysis/present.js';
import { meets, type Slo } from '../metrics/slo.js';
import { timeBatches } from '../metrics/statistics/time-batches.js';
import type { LogRow } from '../results/schema.js';
import type { Requests } from './load-cells.js';
import { type Described, METRICS, type MetricName } from './metric.js';
import { throughputs } from './throughputs.js';

/** A quantity of a load as a series in the order of time: one value a batch; null where a batch has none. */
export interface LoadMetric extends Described {
  readonly series: (loads: readonly Requests[]) => (number | null)[];
}

const meansOf = (value: (row: LogRow) => number | null) => (loads: readonly Requests[]) =>
  loads
    .flatMap(timeBatches)
    .map((batch) => mean(batch.map((row) => (row.status === 'ok' ? value(row) : null))));

/** What two loads can be compared by, beside the share that kept its promise. */
export const SERIES = {
  // batch delivery shows nothing before the end
  'first-token': {
    ...METRICS['first-token'],
    series: meansOf(({ mode, ttft_ms }) => (mode === 'stream' ? ttft_ms : null)),
  },
  pace: {
    label: 'time per token after the first',
    unit: 'ms',
    better: 'lower',
    series: meansOf(({ tpot_ms }) => tpot_ms),
  },
  latency: { ...METRICS.latency, series: meansOf(({ total_latency_ms }) => total_latency_ms) },
  throughput: { ...METRICS.throughput, series: throughputs },
} as const satisfies Record<string, LoadMetric>;

/** In an open loop goodput is the rate times this share: it changes as the share does. */
const KEPT = { label: 'kept the promise', unit: '%', better: 'higher' } as const satisfies Described;

/** Of each batch, which requests kept the promise; failed ones broke it. */
export const keptIn = (loads: readonly Requests[], slo: Slo): boolean[][] =>
  loads.flatMap(timeBatches).map((batch) => batch.map((row) => meets(slo, row)));

/** By what a load may be compared. */
export type LoadMetricName = keyof typeof SERIES | 'kept';

/** In the order of the report: what was promised first. */
export const LOAD_METRIC_NAMES: readonly LoadMetricName[] = [
  'kept',
  ...(Object.keys(SERIES) as (keyof typeof SERIES)[]),
];

/** By what a run or a load is compared. */
export type AnyMetricName = MetricName | LoadMetricName;

/** What is said of each, whatever it is measured of. */
export const DESCRIBED: Readonly<Record<AnyMetricName, Described>> = { ...METRICS, ...SERIES, kept: KEPT };
