import type { ServerColumns } from '../metrics/server/server-columns.js';
import { meets, type Slo } from '../metrics/slo.js';
import { type Percentile, percentile } from '../metrics/statistics/index.js';
import { MAX_LATE_SHARE } from '../results/flags.js';
import type { LoadResult, Outcome } from './outcome.js';
import { NOTHING_TOLD, type ToldColumns } from './told-columns.js';

/** A client this late with a request has measured itself: the row is marked. */
const MAX_SCHEDULE_LAG_MS = 10;
/** How far counting and Little's law may differ before the clocks are doubted. */
const MAX_LITTLE_DIFFERENCE = 0.05;

/** p50, p95 and p99; null where there are too few requests to bound it. */
export type Percentiles = Readonly<Record<'p50' | 'p95' | 'p99', Percentile | null>>;

/** A load, summed up. Rates are per second, from its start to its last answer. */
export interface LoadReport {
  readonly requests: number;
  readonly failed: number;
  readonly requestsPerSec: number;
  readonly tokensPerSec: number;
  readonly ttftMs: Percentiles;
  readonly tpotMs: Percentiles;
  readonly latencyMs: Percentiles;
  /** Share of all requests that kept the promise, and how many a second do at the rate asked for. */
  readonly attainment: number;
  readonly goodputPerSec: number;
  /** Intended arrival → the client got to it. */
  readonly scheduleLagMs: { readonly p50: number | null; readonly max: number };
  /** L = λW: requests in the system by counting, and by rate × mean time. */
  readonly little: { readonly counted: number; readonly expected: number; readonly difference: number };
  /** What the server said of itself; null is what it does not tell. */
  readonly server: ServerColumns;
  /** Energy of the server's machine, this one, over useful tokens; null where it does not tell. */
  readonly joulesPerToken: number | null;
  /** Why these numbers are the client's and not the server's; empty when they are the server's. */
  readonly doubts: readonly string[];
}

export const isLate = ({ readyAtMs, intendedAtMs }: Outcome): boolean =>
  readyAtMs - intendedAtMs > MAX_SCHEDULE_LAG_MS;

/** Sums a load up. @param perSecond the rate that was asked for; null in a closed loop, where the answers set it */
export function reportLoad(
  { outcomes, startedAtMs, endedAtMs, meanInFlight }: LoadResult,
  slo: Slo,
  perSecond: number | null,
  { energy_j, energy_method: _, ...server }: ToldColumns = NOTHING_TOLD,
): LoadReport {
  const seconds = (endedAtMs - startedAtMs) / 1000;
  const measures = outcomes.map((outcome) => outcome.measures);
  const ok = measures.filter(({ status }) => status === 'ok');
  const tokens = ok.reduce((sum, { output_len }) => sum + (output_len ?? 0), 0);
  const attainment = measures.filter((one) => meets(slo, one)).length / Math.max(1, outcomes.length);
  const lags = outcomes.map(({ readyAtMs, intendedAtMs }) => readyAtMs - intendedAtMs);
  const little = littlesLaw(meanInFlight, outcomes.map(timeInSystemMs), seconds);
  const lateShare = outcomes.filter(isLate).length / Math.max(1, outcomes.length);
  return {
    requests: outcomes.length,
    failed: outcomes.length - ok.length,
    requestsPerSec: ok.length / seconds,
    tokensPerSec: tokens / seconds,
    ttftMs: percentiles(ok.map(({ ttft_ms }) => ttft_ms)),
    tpotMs: percentiles(ok.map(({ tpot_ms }) => tpot_ms)),
    latencyMs: percentiles(ok.map(({ total_latency_ms }) => total_latency_ms)),
    attainment,
    goodputPerSec: (perSecond ?? outcomes.length / seconds) * attainment,
    scheduleLagMs: { p50: percentile(lags, 0.5)?.value ?? null, max: Math.max(0, ...lags) },
    little,
    server,
    joulesPerToken: energy_j === null || tokens === 0 ? null : energy_j / tokens,
    doubts: [
      ...(lateShare > MAX_LATE_SHARE
        ? [
            `the client was more than ${MAX_SCHEDULE_LAG_MS} ms late with ${Math.round(100 * lateShare)} % of the requests`,
          ]
        : []),
      ...(Math.abs(little.difference) > MAX_LITTLE_DIFFERENCE
        ? [`Little's law is off by ${Math.round(100 * little.difference)} %`]
        : []),
    ],
  };
}

/** By the recorder's own stamps, which know nothing of the counting; a request that failed has only its end. */
const timeInSystemMs = ({ measures, endedAtMs, intendedAtMs }: Outcome) =>
  measures.total_latency_ms ?? endedAtMs - intendedAtMs;

/** J. D. C. Little, "A proof for the queuing formula L = λW", 1961. Counting and clocks are independent, so they must agree. */
function littlesLaw(counted: number, timesMs: readonly number[], seconds: number): LoadReport['little'] {
  const expected = timesMs.reduce((sum, time) => sum + time / 1000, 0) / seconds;
  return { counted, expected, difference: expected > 0 ? counted / expected - 1 : 0 };
}

function percentiles(values: readonly (number | null)[]): Percentiles {
  const known = values.filter((value) => value !== null);
  return { p50: percentile(known, 0.5), p95: percentile(known, 0.95), p99: percentile(known, 0.99) };
}
