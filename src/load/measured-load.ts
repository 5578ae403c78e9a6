import type { LogRow } from '../results/schema.js';
import type { WayName } from '../ways.js';
import type { Arrivals } from '../workload/arrivals.js';
import type { LoadReport } from './load-report.js';

/** One load, as it was measured. */
export interface MeasuredLoad {
  readonly way: WayName;
  readonly arrivals: Arrivals;
  /** One row a request, in the order of the schedule, as the log has them. */
  readonly rows: readonly LogRow[];
  readonly report: LoadReport;
}
