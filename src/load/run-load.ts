import type { LogRow } from '../results/schema.js';
import { type Arrivals, parseArrivals } from '../workload/arrivals.js';
import { LoadMeter } from './load-meter.js';
import type { LoadReport } from './load-report.js';
import type { LoadSettings } from './settings.js';

/** A load: when requests come, and everything else that loads have. */
export interface LoadOptions extends LoadSettings {
  /**
   * When requests come: `poisson:4` and `constant:4` (per second, whatever the answers do), or `closed:8` (so many users,
   * each of whom waits for an answer before asking again).
   */
  readonly arrivals: string | Arrivals;
}

/** What a load on each way of serving measured. */
export interface LoadRun {
  /** One row a request, by way, then in the order of the schedule; latencies count from the intended arrival. */
  readonly rows: readonly LogRow[];
  /** By way of serving, in the order in which they were measured. */
  readonly reports: Readonly<Record<string, LoadReport>>;
}

/**
 * Puts a load on a server, one way of serving after the other, and measures every request from when it was
 * meant to come: waiting in line shows, whether or not the server keeps up. A request that fails is a row with its error
 * and a promise not kept.
 *
 * The load is made in this process: in a notebook, run nothing else meanwhile. Where the client itself was late, or its
 * clocks contradict its counting, `doubts` of the report say so.
 * @throws InputError for an option that breaks a rule; BackendError where the target cannot be reached or is no
 * streambatch server; the reason of `signal`; what appending to `log` throws
 * @example
 * ```ts
 * import { runLoad, startLocalServer } from 'streambatch';
 *
 * const server = await startLocalServer({ backend: 'mock', mock: '1,1' }); // without options: the embedded model
 * const { rows, reports } = await runLoad({
 *   target: server.url,
 *   arrivals: 'constant:50',
 *   durationMs: 200,
 *   ways: ['continuous'],
 *   maxNewTokens: 4,
 * });
 * await server.close();
 * rows.length; // → 10
 * reports.continuous!.failed; // → 0
 * ```
 */
export async function runLoad(options: LoadOptions): Promise<LoadRun> {
  const { arrivals: asked } = options;
  const arrivals = typeof asked === 'string' ? parseArrivals(asked) : asked;
  const meter = await LoadMeter.open(options);
  const rows: LogRow[] = [];
  const reports: Record<string, LoadReport> = {};
  for (const way of meter.ways) {
    const load = await meter.measure(way, arrivals);
    rows.push(...load.rows);
    reports[way] = load.report;
  }
  return { rows, reports };
}
