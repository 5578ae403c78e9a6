import { SUSTAINED_SHARE } from '../metrics/slo.js';
import type { LogRow } from '../results/schema.js';
import { findHighestRate, type SweepResult } from './highest-rate.js';
import { LoadMeter } from './load-meter.js';
import type { LoadSettings } from './settings.js';

const SEARCH = { firstPerSecond: 2, wanted: SUSTAINED_SHARE, ratio: 1.15, min: 0.25, max: 512 };

/** What a sweep of each way of serving measured. */
export interface LoadSweep {
  /** One row a request of all loads: what `sustained(loads(rows, slo))` of `streambatch/analysis` answers by. */
  readonly rows: readonly LogRow[];
  /** The rates that were tried, and where the search ended. */
  readonly searches: Readonly<Record<string, SweepResult>>;
}

/**
 * Searches, for each way of serving, the highest rate of Poisson arrivals at which the promise is kept: by doubling, then
 * by bisection, each rate a load of `durationMs`. A search goes by one load a rate; the answer, with its interval, comes
 * from all the rows: `sustained(loads(rows, slo))` of `streambatch/analysis`.
 * @param settings as of `runLoad`; the rates are the search's own
 * @throws what `runLoad` throws
 */
export async function sweepLoad(settings: LoadSettings): Promise<LoadSweep> {
  const meter = await LoadMeter.open(settings);
  const rows: LogRow[] = [];
  const searches: Record<string, SweepResult> = {};
  for (const way of meter.ways) {
    searches[way] = await findHighestRate(async (perSecond) => {
      const load = await meter.measure(way, { kind: 'poisson', perSecond });
      rows.push(...load.rows);
      return load.report.attainment;
    }, SEARCH);
  }
  return { rows, searches };
}
