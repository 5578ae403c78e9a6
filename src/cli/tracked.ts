import { digits } from '../analysis/format.js';
import type { Cell, Quantity } from '../analysis/ways/cell.js';
import { METRICS } from '../compare/metric.js';
import type { Interval } from '../metrics/statistics/interval.js';
import { wayLabel } from '../ways.js';

/** What is tracked from commit to commit: of what `compare` compares, each number under the name that it has there. */
const TRACKED = {
  throughput: { quantity: 'throughputTps', slug: 'throughput-tok-s' },
  latency: { quantity: 'latencyMs', slug: 'latency-ms' },
  'first-token': { quantity: 'firstSeenMs', slug: 'first-token-ms' },
  memory: { quantity: 'peakMb', slug: 'memory-mib' },
} as const satisfies Partial<Record<keyof typeof METRICS, { quantity: Quantity; slug: string }>>;

interface Tracked {
  readonly cell: string;
  readonly metric: keyof typeof TRACKED;
  readonly value: Interval;
}

const METRIC_NAMES = Object.keys(TRACKED) as (keyof typeof TRACKED)[];

/** Whole answers have no first token of their own: it comes with the last. */
function tracked(cells: readonly Cell[]): Tracked[] {
  return cells.flatMap((cell) =>
    METRIC_NAMES.flatMap((metric) => {
      const value = cell[TRACKED[metric].quantity];
      const isShown = value !== null && (metric !== 'first-token' || cell.way.mode === 'stream');
      return isShown ? [{ cell: wayLabel(cell.way), metric, value }] : [];
    }),
  );
}

/** Bencher Metric Format: by cell and measure the value, and its 95 % interval where there is one. */
function bencher(cells: readonly Cell[]): object {
  const benchmarks: Record<string, Record<string, object>> = {};
  for (const { cell, metric, value } of tracked(cells)) {
    const bounds = value.low === null ? {} : { lower_value: value.low, upper_value: value.high };
    benchmarks[cell] = { ...benchmarks[cell], [TRACKED[metric].slug]: { value: value.estimate, ...bounds } };
  }
  return benchmarks;
}

/** What github-action-benchmark reads as a custom tool: a list of one direction, the interval as text. */
const custom = (better: 'higher' | 'lower') => (cells: readonly Cell[]) =>
  tracked(cells)
    .filter(({ metric }) => METRICS[metric].better === better)
    .map(({ cell, metric, value }) => ({
      name: `${cell}: ${METRICS[metric].label}`,
      unit: METRICS[metric].unit,
      value: value.estimate,
      ...(value.low === null ? {} : { range: `${digits(value.low)} to ${digits(value.high!)}` }),
    }));

/** By the names that the trackers themselves have for them. */
export const TRACKERS = {
  bencher,
  customSmallerIsBetter: custom('lower'),
  customBiggerIsBetter: custom('higher'),
} as const satisfies Record<string, (cells: readonly Cell[]) => object>;
