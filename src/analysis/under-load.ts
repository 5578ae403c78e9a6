import { extent, max } from 'simple-statistics';
import { type Percentile, percentile } from '../metrics/statistics/percentile.js';
import { shareInterval } from '../metrics/statistics/share.js';
import type { LogRow } from '../results/schema.js';
import { groupBy, present } from './group.js';
import type { Interval } from './interval.js';
import { originOf } from './origin.js';
import { firstSeenMs, wayOf } from './trials.js';
import { compareWays, familyKey, type Way } from './way.js';

/** What users are promised, ms from the moment they meant to ask. */
export interface Promised {
  readonly firstSeenMs: number;
}

/** One arrival rate on one way of serving. */
export interface Load {
  /** Its family; the batch size varies from batch to batch. */
  readonly way: Way;
  /** Offered: requests that came, per second, as the log shows. */
  readonly offeredPerSec: number;
  readonly requests: number;
  readonly failed: number;
  /** From the intended arrival: until something can be read, and until the answer is complete; null where n is too small. */
  readonly firstSeenP50: Percentile | null;
  readonly firstSeenP95: Percentile | null;
  readonly latencyP50: Percentile | null;
  /**
   * Share of all requests whose promise was kept; failed ones broke it. Requests that wait in one line are late
   * together, so the interval is, if anything, too narrow.
   */
  readonly attainment: Interval;
  /** Requests per second whose promise was kept. */
  readonly goodputPerSec: number;
  /** Useful tokens per second, from the first arrival to the last answer. */
  readonly tokensPerSec: number;
}

/** The open loads of a log (`streambatch load`), by way and rate. */
export function loads(rows: readonly LogRow[], promise: Promised): Load[] {
  const open = rows.filter((row) => originOf(row) === 'load');
  return (
    [...groupBy(open, ({ run_id, trial_id }) => `${run_id}\n${trial_id}`).values()]
      .map((group) => toLoad(group, promise))
      // one request, or all at the same moment: no rate
      .filter(({ offeredPerSec }) => Number.isFinite(offeredPerSec))
      .sort((a, b) => compareWays(a.way, b.way) || a.offeredPerSec - b.offeredPerSec)
  );
}

function toLoad(rows: readonly LogRow[], promise: Promised): Load {
  const ok = rows.filter(({ status }) => status === 'ok');
  const arrivals = rows.map(({ timestamp }) => Date.parse(timestamp));
  const [firstMs, lastMs] = extent(arrivals);
  const arrivedForS = (lastMs - firstMs) / 1000;
  const ends = ok.map(({ timestamp, total_latency_ms: ms }) => Date.parse(timestamp) + (ms ?? 0));
  const servedForS = (max([lastMs, ...ends]) - firstMs) / 1000;
  const seen = present(ok.map(firstSeenMs));
  const good = seen.filter((ms) => ms <= promise.firstSeenMs).length;
  return {
    way: { ...wayOf(rows[0]!), batchSize: 1 },
    offeredPerSec: (rows.length - 1) / arrivedForS,
    requests: rows.length,
    failed: rows.length - ok.length,
    firstSeenP50: percentile(seen, 0.5),
    firstSeenP95: percentile(seen, 0.95),
    latencyP50: percentile(present(ok.map(({ total_latency_ms }) => total_latency_ms)), 0.5),
    attainment: shareInterval(good, rows.length),
    goodputPerSec: good / servedForS,
    tokensPerSec: ok.reduce((sum, { output_len }) => sum + (output_len ?? 0), 0) / servedForS,
  };
}

/**
 * Highest rate measured at which at least so many surely kept their promise, and the lowest at which surely fewer did:
 * by the intervals of their shares. Between the two, and where one is null, the loads do not tell.
 */
export interface Capacity {
  readonly way: Way;
  readonly goodPerSec: number | null;
  readonly badPerSec: number | null;
}

/** Where each way saturates: between the two rates. */
export function capacities(all: readonly Load[], wanted: number): Capacity[] {
  return [...groupBy(all, ({ way }) => familyKey(way)).values()].map((family) => {
    const rates = (surely: (attainment: Interval) => boolean) =>
      family.filter(({ attainment }) => surely(attainment)).map(({ offeredPerSec }) => offeredPerSec);
    const bad = rates(({ high }) => high !== null && high < wanted);
    const badPerSec = bad.length > 0 ? Math.min(...bad) : null;
    const good = rates(({ low }) => low !== null && low >= wanted).filter(
      (rate) => rate < (badPerSec ?? Infinity),
    );
    return { way: family[0]!.way, goodPerSec: good.length > 0 ? Math.max(...good) : null, badPerSec };
  });
}
