import { extent } from 'simple-statistics';
import { timeBatches } from '../metrics/statistics/time-batches.js';
import type { Requests } from './load-cells.js';

/**
 * Useful tokens per second of the answers that were complete in each window of time, from the first arrival to the last:
 * the drain is not in it. As many windows as would hold a batch of requests each; fewer where one would be empty, as where
 * whole batches end at once.
 */
export const throughputs = (loads: readonly Requests[]): number[] => loads.flatMap(windowsOf);

function windowsOf(load: Requests): number[] {
  const arrivals = load.map(({ timestamp }) => Date.parse(timestamp));
  const [first, last] = extent(arrivals);
  const answers = load.map(({ status, total_latency_ms, output_len }, i) => {
    return { atMs: arrivals[i]! + (total_latency_ms ?? 0), tokens: status === 'ok' ? (output_len ?? 0) : 0 };
  });
  if (last === first) return [];
  for (let windows = timeBatches(load).length; windows > 0; windows--) {
    const lengthMs = (last - first) / windows;
    const tokens = new Array<number>(windows).fill(0);
    for (const { atMs, tokens: made } of answers) {
      const window = Math.floor((atMs - first) / lengthMs);
      if (window < windows) tokens[window]! += made;
    }
    if (tokens.every((made) => made > 0)) return tokens.map((made) => made / (lengthMs / 1000));
  }
  return [];
}
