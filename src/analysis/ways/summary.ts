import type { Interval } from '../../metrics/statistics/interval.js';
import type { LogRow } from '../../results/schema.js';
import { wayLabel } from '../../ways.js';
import { briefly, ESTIMATES, WITH_BOUNDS } from '../format.js';
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

/**
 * A summary in words, for a terminal or a page: one record a way, columns in reading order, "–" for unmeasured.
 * @param options `bounds`: false leaves out the intervals, and the time at which the first token was made
 */
export function summaryTable(cells: readonly Cell[], { bounds = true } = {}): Record<string, string>[] {
  const writer = bounds ? WITH_BOUNDS : ESTIMATES;
  const write = (interval: Interval | null, format: (interval: Interval) => string) =>
    interval ? format(interval) : '–';
  const tellsEnergy = cells.some(({ joulesPerToken }) => joulesPerToken !== null);
  return cells.map((cell) => ({
    serving: wayLabel(cell.way),
    'first token': `${write(cell.firstSeenMs, writer.duration)}${bounds ? madeAt(cell) : ''}`,
    'whole answer': write(cell.latencyMs, writer.duration),
    throughput: write(cell.throughputTps, writer.tokensPerSecond),
    'peak memory': write(cell.peakMb, writer.mebibytes),
    ...(tellsEnergy ? { 'energy a token': write(cell.joulesPerToken, writer.joules) } : {}),
    wasted: write(cell.wastedShare, writer.percent),
    requests: cell.failed > 0 ? `${cell.requests} (${cell.failed} failed)` : String(cell.requests),
  }));
}

/** Beside the time at which the caller had the first token, the time at which the model made it; a batch keeps it back. */
function madeAt({ way, firstSeenMs, firstMadeMs }: Cell): string {
  return way.mode === 'stream' && firstSeenMs && firstMadeMs ? `, made ${briefly(firstMadeMs)}` : '';
}
