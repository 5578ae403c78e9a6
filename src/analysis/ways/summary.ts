import type { Interval } from '../../metrics/statistics/interval.js';
import type { LogRow } from '../../results/schema.js';
import { wayLabel } from '../../ways.js';
import { briefly, duration, mebibytes, percent, tokensPerSecond } from '../format.js';
import { type Cell, cells } from './cell.js';
import { trials } from './trials.js';

/**
 * Summary of each way in the rows of one experiment (see `experiments`), streaming first. Without danfo.
 * @example
 * ```ts
 * import { loadLog, pickExperiment, summary, summaryTable } from 'streambatch/analysis';
 *
 * const cells = summary(pickExperiment((await loadLog()).rows).rows);
 * console.table(summaryTable(cells));
 * cells[0]!.way.mode; // → 'stream'
 * ```
 */
export const summary = (rows: readonly LogRow[]): Cell[] => cells(trials(rows));

/** A summary in words, for a terminal or a page: one record a way, columns in reading order, "–" for unmeasured. */
export function summaryTable(cells: readonly Cell[]): Record<string, string>[] {
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
function madeAt({ way, firstSeenMs, firstMadeMs }: Cell): string {
  return way.mode === 'stream' && firstSeenMs && firstMadeMs ? `, made ${briefly(firstMadeMs)}` : '';
}
