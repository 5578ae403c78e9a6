import type { BackendInfo } from '../generation.js';
import { flagged } from '../results/flags.js';
import { logRow, NO_TRIAL, type RowPlace } from '../results/row.js';
import type { LogRow } from '../results/schema.js';
import { familyNamed, type WayName, wayColumns } from '../ways.js';
import { isLate } from './load-report.js';
import type { LoadResult, Outcome } from './outcome.js';
import type { ToldColumns } from './told-columns.js';

/** What the rows of one load have in common. */
export interface LoadPlace {
  readonly runId: string;
  readonly way: WayName;
  /** As on the command line: `poisson:4`. */
  readonly arrivals: string;
  readonly seed: number;
  readonly configHash: string;
  readonly workloadHash: string;
  /** What server and machine said of the whole load. */
  readonly told: ToldColumns;
  /** `Date.now() − clock()`. */
  readonly wallClockOffsetMs: number;
}

/** One row a request, in the order of the schedule; latencies count from the intended arrival. */
export function loadRows({ outcomes }: LoadResult, info: BackendInfo, place: LoadPlace): LogRow[] {
  const inOrder = [...outcomes].sort((a, b) => a.intendedAtMs - b.intendedAtMs);
  return inOrder.map((outcome, requestIndex) => rowOf(outcome, requestIndex, info, place));
}

function rowOf(outcome: Outcome, requestIndex: number, info: BackendInfo, place: LoadPlace): LogRow {
  const { request, intendedAtMs, sentAtMs, measures, memory, batchSize, batchIndex } = outcome;
  const family = familyNamed(place.way);
  const where: RowPlace = {
    ...wayColumns({ ...family, batchSize: family.scheduler === 'sequential' ? 1 : batchSize }),
    run_id: place.runId,
    trial_id: `load/${place.way}/${place.arrivals}`,
    block: 0,
    request_index: requestIndex,
    prompt_id: request.promptId,
    prompt_category: null,
    seed: place.seed,
    config_hash: place.configHash,
    source: 'load',
    batch_index: batchIndex,
    workload_hash: place.workloadHash,
  };
  const sentAt = new Date(intendedAtMs + place.wallClockOffsetMs);
  const row = {
    ...logRow(info, request, where, sentAt, measures, { ...NO_TRIAL, ...place.told, ...memory }),
    // A batch answer says nothing of when its tokens were made.
    ...(family.mode === 'batch' ? { delivery_lag_ms: null, ttft_made_ms: null } : {}),
    queue_ms: sentAtMs - intendedAtMs,
  };
  return flagged(row, isLate(outcome) ? ['client-late'] : []);
}
