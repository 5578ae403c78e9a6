import type { MemoryColumns } from '../metrics/process-memory.js';
import type { RequestMeasures } from '../metrics/recorder.js';
import type { LoadRequest } from './target.js';

/** One request of a load, as it went. All times are of the client's clock, ms. */
export interface Outcome {
  readonly request: LoadRequest;
  /** When the schedule wanted it: what its latency counts from. */
  readonly intendedAtMs: number;
  /** When the client got to it; later only where the client itself is late. */
  readonly readyAtMs: number;
  /** When it went out; later than ready while it waited for its batch. */
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  /** Requests in its batch, or in flight when it was sent. */
  readonly batchSize: number;
  /** Which batch of the load, 0-based; null where requests go out one by one. */
  readonly batchIndex: number | null;
  readonly measures: RequestMeasures;
  readonly memory: MemoryColumns | null;
}

/** A load that has ended. */
export interface LoadResult {
  readonly outcomes: readonly Outcome[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Requests in the system, averaged over time by counting. */
  readonly meanInFlight: number;
}
