import type { Interval } from '../metrics/statistics/interval.js';
import type { AnyMetricName } from './load-metric.js';

/** What is said of one cell and metric. */
export type CompareVerdict = 'better' | 'worse' | 'same' | 'cannot tell';

/** One cell, by one metric, before and after. */
export interface CellComparison {
  readonly cell: string;
  readonly metric: AnyMetricName;
  /** In the metric's unit: geometric means over the trials, or over batches of a load's requests. */
  readonly base: number;
  readonly next: number;
  /** What is counted: trials of a run, or requests of a load. */
  readonly counts: 'trials' | 'requests';
  readonly trials: { readonly base: number; readonly next: number };
  /** next / base, with its 95 % interval. */
  readonly ratio: Interval;
  /** Holm's, over all comparisons of the report. */
  readonly adjustedPValue: number | null;
  readonly verdict: CompareVerdict;
  /** Where the change goes, whether or not its size matters: by its own interval, and `sure` with Holm's correction too. */
  readonly direction: 'better' | 'worse' | null;
  readonly sure: boolean;
  /** Where it cannot be told: how many that each side would need, if they spread like these; null: more than is sensible. */
  readonly trialsNeeded: number | null;
}

export interface CompareReport {
  readonly threshold: number;
  readonly comparisons: readonly CellComparison[];
  /** What the reader must know: cells of one side only, trials left out. */
  readonly notes: readonly string[];
}
