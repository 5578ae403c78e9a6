import type { LogRow } from '../results/schema.js';
import { level, meanShare } from './compare.js';
import { duration, mebibytes, percent, time, tokensPerSecond } from './format.js';
import type { Interval } from './interval.js';
import { matrix } from './matrix.js';
import { type Way, wayLabel } from './way.js';

/** One way of serving in numbers: geometric means over its trials; null where nothing was measured. */
export interface CellSummary {
  readonly way: Way;
  readonly trials: number;
  /** Requests that ended well. */
  readonly requests: number;
  readonly failed: number;
  /** Until the first token can be read, ms. */
  readonly firstSeenMs: Interval | null;
  /** Until the model made the first token, ms; the caller has it later. */
  readonly firstMadeMs: Interval | null;
  /** Until the answer is complete, ms. */
  readonly latencyMs: Interval | null;
  /** Useful tokens of all requests together, tok/s. */
  readonly throughputTps: Interval | null;
  readonly peakMb: Interval | null;
  /** The process after load and warm-up, MiB. */
  readonly baselineMb: Interval | null;
  /** Mean share of the computed tokens that was thrown away. */
  readonly wastedShare: Interval | null;
}

/** Summary of each way in the rows of one experiment (see `experiments`), streaming first. Without danfo. */
export function summary(rows: readonly LogRow[]): CellSummary[] {
  return matrix(rows).cells.map((cell) => ({
    way: cell.way,
    trials: cell.trials.length,
    requests: cell.trials.reduce((sum, { requests }) => sum + requests, 0),
    failed: cell.trials.reduce((sum, { requests, attempted }) => sum + attempted - requests, 0),
    firstSeenMs: level(cell, (trial) => trial.firstSeenMs),
    firstMadeMs: level(cell, (trial) => trial.firstMadeMs),
    latencyMs: level(cell, (trial) => trial.latencyMs),
    throughputTps: level(cell, (trial) => trial.throughputTps),
    peakMb: level(cell, (trial) => trial.peakMb),
    baselineMb: level(cell, (trial) => trial.baselineMb),
    wastedShare: meanShare(cell, (trial) => trial.wastedShare),
  }));
}

/** A summary in words, for a terminal or a page: one record a way, columns in reading order, "–" for unmeasured. */
export function summaryTable(cells: readonly CellSummary[]): Record<string, string>[] {
  const write = (interval: Interval | null, format: (interval: Interval) => string) =>
    interval ? format(interval) : '–';
  return cells.map((cell) => ({
    serving: wayLabel(cell.way),
    'first token': `${write(cell.firstSeenMs, duration)}${madeAt(cell)}`,
    'whole answer': write(cell.latencyMs, duration),
    throughput: write(cell.throughputTps, tokensPerSecond),
    'peak memory': write(cell.peakMb, mebibytes),
    wasted: write(cell.wastedShare, percent),
    requests: cell.failed > 0 ? `${cell.requests} (${cell.failed} failed)` : String(cell.requests),
  }));
}

/** Beside the time at which the caller had the first token, the time at which the model made it; a batch keeps it back. */
function madeAt({ way, firstSeenMs, firstMadeMs }: CellSummary): string {
  return way.mode === 'stream' && firstSeenMs && firstMadeMs ? `, made ${time(firstMadeMs.estimate)}` : '';
}
