import type { ServerReading } from './reading.js';

const MIB = 2 ** 20;

/** What a server's own metrics say of a trial or a load, by the log's column names, from readings in order: before, meanwhile, after. */
export function serverColumnsOf(readings: readonly ServerReading[]) {
  const meanwhile = readings.slice(1, -1); // before and after nothing runs: those say nothing of a peak
  return {
    /** Most requests that shared the model at a reading. */
    server_peak_running: seen(peak(meanwhile, 'running')),
    /** Most requests that waited at a reading. */
    server_peak_waiting: peak(meanwhile, 'waiting'),
    /** Mean time in the server's queue of the requests that left it. */
    server_queue_ms: scaled(ratio(grown(readings, 'queueSeconds'), grown(readings, 'queued')), 1000),
    /** Requests that were thrown out for want of cache, and begun anew. */
    server_preemptions: grown(readings, 'preemptions'),
    /** Most of the key-value cache that was in use at a reading, 0–1. */
    server_peak_kv_share: seen(share(peak(meanwhile, 'kvShare'))),
    /** Of the prompts' tokens, those that the prefix cache had, 0–1. */
    server_prefix_hit_share: share(hitShare(readings)),
    /** Highest resident set of the process that answers `/metrics`, at a reading, MiB. */
    server_memory_mb: scaled(peak(readings, 'residentBytes'), 1 / MIB),
  };
}

/** Columns of the log; null is what the server does not tell. */
export interface ServerColumns extends ReturnType<typeof serverColumnsOf> {}

function hitShare(readings: readonly ServerReading[]): number | null {
  const [hits, misses] = [grown(readings, 'prefixHits'), grown(readings, 'prefixMisses')];
  const all = hits === null || misses === null ? grown(readings, 'prefixQueries') : hits + misses;
  return ratio(hits, all);
}

function peak(readings: readonly ServerReading[], what: keyof ServerReading): number | null {
  const told = readings.map((reading) => reading[what]);
  const known = told.filter((value) => value !== null && value >= 0) as number[];
  return known.length === 0 ? null : Math.max(...known);
}

/**
 * What a counter has grown by; null where it is not told, or fell, as the server was started anew. One that was not there
 * before had counted nothing: some appear with their first request.
 */
function grown(readings: readonly ServerReading[], what: keyof ServerReading): number | null {
  const [first, last] = [readings[0]?.[what] ?? 0, readings.at(-1)?.[what] ?? null];
  return last !== null && last >= first && readings.length > 1 ? last - first : null;
}

const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole;

/** A server that tells more than all of something counts otherwise than is believed here. */
const share = (value: number | null): number | null => (value !== null && value <= 1 ? value : null);

/** Requests ran, so that a gauge which says 0 each time has only missed them: vLLM's change at the ends of steps. */
const seen = (value: number | null): number | null => value || null;

const scaled = (value: number | null, factor: number): number | null =>
  value === null ? null : value * factor;

/** Of a trial without a server, or one that tells nothing. */
export const NO_SERVER: ServerColumns = serverColumnsOf([]);
