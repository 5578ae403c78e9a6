import { extent, max } from 'simple-statistics';
import { groupBy } from '../../group-by.js';
import { meets, type Slo } from '../../metrics/slo.js';
import type { Interval } from '../../metrics/statistics/interval.js';
import { type Percentile, percentile } from '../../metrics/statistics/percentile.js';
import { seriesShare } from '../../metrics/statistics/share.js';
import type { LogRow } from '../../results/schema.js';
import { compareWays, familyKey, type Way, wayOf } from '../../ways.js';
import { present } from '../present.js';
import { arrivalsOf } from '../rows/arrivals.js';
import { firstSeenMs } from './trials.js';

/** One arrival rate on one way of serving; several loads of that rate count as one. */
export interface Load {
  /** Its family; the batch size varies from batch to batch. */
  readonly way: Way;
  /** The rate that was asked for, requests per second: what came is a draw from it, and part of what is measured. */
  readonly perSecond: number;
  readonly requests: number;
  readonly failed: number;
  /** From the intended arrival: until something can be read, and until the answer is complete; null where n is too small. */
  readonly firstSeenP50: Percentile | null;
  readonly firstSeenP95: Percentile | null;
  readonly latencyP50: Percentile | null;
  /** Share of all requests whose promise was kept; failed ones broke it. */
  readonly attainment: Interval;
  /** Requests per second whose promise is kept at this rate: the rate times the share. */
  readonly goodputPerSec: number;
  /** Useful tokens per second, from the first arrival to the last answer; null where nothing took any time. */
  readonly tokensPerSec: number | null;
}

/** The open loads (`streambatch load`) of one experiment, by way and rate. Closed loops have no rate of their own. */
export function loads(rows: readonly LogRow[], slo: Slo): Load[] {
  const open = rows.flatMap((row) => {
    const perSecond = row.source === 'load' ? arrivalsOf(row)?.perSecond : null;
    return perSecond ? [{ row, perSecond }] : [];
  });
  const rates = groupBy(open, ({ row, perSecond }) => `${familyKey(wayOf(row))}\n${perSecond}`);
  return [...rates.values()]
    .map((group) =>
      toLoad(
        group[0]!.perSecond,
        group.map(({ row }) => row),
        slo,
      ),
    )
    .sort((a, b) => compareWays(a.way, b.way) || a.perSecond - b.perSecond);
}

function toLoad(perSecond: number, rows: readonly LogRow[], slo: Slo): Load {
  const ok = rows.filter(({ status }) => status === 'ok');
  const seen = present(ok.map(firstSeenMs));
  // ISO 8601 in UTC: the alphabet is the order of time
  const inOrder = [...rows].sort((a, b) =>
    a.timestamp < b.timestamp ? -1 : Number(a.timestamp > b.timestamp),
  );
  const attainment = seriesShare(inOrder.map((row) => meets(slo, row)));
  const tokens = ok.reduce((sum, { output_len }) => sum + (output_len ?? 0), 0);
  const seconds = servedForS(rows);
  return {
    way: { ...wayOf(rows[0]!), batchSize: 1 },
    perSecond,
    requests: rows.length,
    failed: rows.length - ok.length,
    firstSeenP50: percentile(seen, 0.5),
    firstSeenP95: percentile(seen, 0.95),
    latencyP50: percentile(present(ok.map(({ total_latency_ms }) => total_latency_ms)), 0.5),
    attainment,
    goodputPerSec: perSecond * attainment.estimate,
    tokensPerSec: seconds > 0 ? tokens / seconds : null,
  };
}

/** From the first arrival to the last answer, of each load by itself. */
function servedForS(rows: readonly LogRow[]): number {
  const single = groupBy(rows, ({ run_id, trial_id }) => `${run_id}\n${trial_id}`);
  return [...single.values()].reduce((sum, group) => {
    const [first, last] = extent(group.map(({ timestamp }) => Date.parse(timestamp)));
    const ends = group.map(({ timestamp, total_latency_ms: ms }) => Date.parse(timestamp) + (ms ?? 0));
    return sum + (max([last, ...ends]) - first) / 1000;
  }, 0);
}
