import { quantileSorted } from 'simple-statistics';
import { type Clock, nowMs } from '../clock.js';
import { BackendError } from '../errors.js';
import type { GenerateRequest } from '../generation.js';
import type { LatencyColumns } from '../metrics/latency.js';
import type { InstrumentOffset, Spread } from '../results/instrument.js';
import { familyNamed, type Way } from '../ways.js';
import { sendRequests } from './send-requests.js';
import type { Launch } from './trial.js';

/**
 * Short times, for it is there that an offset counts: a process that has waited longer is slower to wake, but then the
 * offset is a smaller share of the wait.
 */
const TIMES = { prefillMs: 10, decodeMs: 5, jitter: 0, seed: 1 };
/** As many as a 95th percentile takes (`percentile`); about a second of them. */
const REQUESTS = 72;
const CELL: Way = { ...familyNamed('stream'), batchSize: 1 };

const request = (id: string, maxNewTokens: number): GenerateRequest => ({
  id,
  prompt: `calibration ${id}`,
  maxNewTokens,
  forceLength: true,
});

/**
 * Measures the instrument against known times: the mock in a fresh process, through the same chain as a trial, with one
 * request to warm up as a trial has. Takes about a second and a half.
 * @param launch starts a backend in a fresh process, as `(spec, signal) => spawnBackend(spec, { signal })` does
 * @throws BackendError when the mock's process cannot be started, or dies; the reason of `signal`
 */
export async function calibrate(
  launch: Launch,
  signal: AbortSignal = new AbortController().signal,
  clock: Clock = nowMs,
): Promise<InstrumentOffset> {
  const spec = { backend: 'mock', model: 'mock', dtype: 'none', device: 'cpu', mock: TIMES } as const;
  const backend = await launch({ ...spec, scheduler: CELL.scheduler }, signal).catch((error) => {
    signal.throwIfAborted();
    throw error;
  });
  try {
    await sendRequests(backend, CELL, [request('warm-up', 4)], clock);
    const requests = Array.from({ length: REQUESTS }, (_, i) => request(`${i}`, 2));
    const served = await sendRequests(backend, CELL, requests, clock);
    signal.throwIfAborted();
    const measures = served.map(({ recorder }) => recorder.measures());
    const failed = measures.find(({ status }) => status !== 'ok');
    if (failed) throw new BackendError(`the instrument could not be calibrated: ${failed.error}`);
    return offsetsOf(measures, TIMES);
  } finally {
    await (signal.aborted ? backend.kill() : backend.close());
  }
}

/** What was measured, less what is known. */
export function offsetsOf(
  measures: readonly LatencyColumns[],
  known: { readonly prefillMs: number; readonly decodeMs: number },
): InstrumentOffset {
  const spreadOf = (value: (one: LatencyColumns) => number) => spread(measures.map(value));
  return {
    first_token_offset_ms: spreadOf(({ ttft_ms }) => ttft_ms! - known.prefillMs),
    request_path_ms: spreadOf(({ ttft_made_ms }) => ttft_made_ms! - known.prefillMs),
    first_token_delivery_ms: spreadOf(({ ttft_ms, ttft_made_ms }) => ttft_ms! - ttft_made_ms!),
    gap_error_ms: spreadOf(({ itl_p50_ms }) => itl_p50_ms! - known.decodeMs),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => quantileSorted(sorted, share);
  return { median: at(0.5), p05: at(0.05), p95: at(0.95), n: sorted.length };
}
