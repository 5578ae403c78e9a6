/** The numbers of an experiment, worked out from its rows the long way: what sentences and figures are read against. */

import { studentInterval } from '../../src/metrics/statistics/mean-interval.js';
import type { LogRow } from '../../src/results/schema.js';
import { type Way, wayKey, wayOf } from '../../src/ways.js';

export interface Bounds {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** What one trial says: means over its requests that ended well, or the trial's own columns. */
export interface Of {
  readonly firstSeenMs: number | null;
  readonly latencyMs: number | null;
  readonly throughputTps: number | null;
  readonly peakMb: number | null;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOf = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
};

const keyOf = (row: LogRow) => wayKey(wayOf(row));

/** Trials of a way by block. */
export function trialsOf(rows: readonly LogRow[], way: Way): Map<string, Of> {
  const blocks = new Map<string, LogRow[]>();
  for (const row of rows) {
    if (keyOf(row) !== wayKey(way)) continue;
    const block = `${row.run_id} ${row.block}`;
    blocks.set(block, [...(blocks.get(block) ?? []), row]);
  }
  return new Map([...blocks].map(([block, all]) => [block, ofTrial(all)]));
}

function ofTrial(rows: readonly LogRow[]): Of {
  const ok = rows.filter(({ status }) => status === 'ok');
  const [first] = rows as [LogRow];
  return {
    firstSeenMs: meanOf(ok.map((row) => (row.mode === 'stream' ? row.ttft_ms : row.total_latency_ms))),
    latencyMs: meanOf(ok.map((row) => row.total_latency_ms)),
    throughputTps: ok.length === rows.length ? first.aggregate_tokens_per_sec : null,
    peakMb: first.peak_memory_mb,
  };
}

type Value = (of: Of) => number | null;

/** Log ratios of two ways within the blocks that hold both. */
function logRatios(rows: readonly LogRow[], way: Way, base: Way, value: Value, baseValue: Value): number[] {
  const others = trialsOf(rows, base);
  return [...trialsOf(rows, way)].flatMap(([block, of]) => {
    const other = others.get(block);
    const [a, b] = [value(of), other ? baseValue(other) : null];
    return a && b ? [Math.log(a / b)] : [];
  });
}

/** Student's interval of the ratios within blocks, put about an estimate; null where no block holds both. */
export function pairedAbout(
  estimate: number,
  rows: readonly LogRow[],
  way: Way,
  base: Way,
  value: Value,
  baseValue = value,
): Bounds | null {
  const logs = logRatios(rows, way, base, value, baseValue);
  if (logs.length === 0) return null;
  const { low, high, n } = studentInterval(logs);
  const move = (bound: number | null) =>
    bound === null ? null : Math.exp(bound - mean(logs) + Math.log(estimate));
  return { estimate, low: move(low), high: move(high), n };
}

/** Where a ratio passes 1 for good as the size grows, on a straight line between the logarithms of both; null: nowhere. */
export function passes(points: readonly (readonly [size: number, ratio: number])[]): number | null {
  const i = points.findIndex(([, ratio], at) => at > 0 && ratio >= 1 && points[at - 1]![1] < 1);
  if (i === -1) return null;
  const [[a, low], [b, high]] = [points[i - 1]!, points[i]!];
  const share = Math.log(1 / low) / Math.log(high / low);
  return Math.exp(Math.log(a) + share * Math.log(b / a));
}
