import { groups } from '../../group-by.js';
import type { LogRow, Source } from '../../results/schema.js';
import { wayKey, wayOf } from '../../ways.js';
import { counted } from '../format.js';
import { arrivalsOf } from './arrivals.js';
import { cachesText } from './caches.js';
import { linked } from './linked.js';
import { ASKED, workloads } from './workload.js';

/** What serves: equal for rows whose times may be explained by one cost model. */
const SERVER = [
  'model_id',
  'model_hash',
  'backend',
  'dtype',
  'device',
  'threads',
  'dummy_weights',
  'machine',
] as const;

/** What must be equal for two rows to be compared, beside the prompts: all but the way of serving. */
export const COMPARABLE = [...SERVER, ...ASKED] as const;

/** Rows that may be compared with each other. */
export interface Experiment {
  /** Model, dtype, machine and work, in words. */
  readonly title: string;
  readonly rows: readonly LogRow[];
}

/** For the rows of a log: a name that is equal for the same server and the same work. */
export function experimentKeys(rows: readonly LogRow[]): (row: LogRow) => string {
  const workload = workloads(rows);
  return (row) => JSON.stringify([workload(row), ...COMPARABLE.map((name) => row[name])]);
}

export const serverKey = (row: LogRow): string => JSON.stringify(SERVER.map((name) => row[name]));

const newestOf = (rows: readonly LogRow[]): string => {
  let latest = '';
  // ISO 8601 in UTC: the last in the alphabet is the latest
  for (const { timestamp } of rows) if (timestamp > latest) latest = timestamp;
  return latest;
};

const KINDS: Readonly<Record<string, string>> = {
  poisson: 'Poisson arrivals',
  constant: 'steady arrivals',
  closed: 'closed loops',
};

function title(rows: readonly LogRow[]): string {
  const [row] = rows as [LogRow];
  const prompts = counted(new Set(rows.map(({ prompt_id }) => prompt_id)).size, 'prompt');
  const length = `${row.forced_length ? 'exactly' : 'at most'} ${row.max_new_tokens} new tokens`;
  const threads = row.threads === null ? '' : `, ${counted(row.threads, 'thread')}`;
  const kind = row.source === 'load' ? arrivalsOf(row)?.kind : undefined;
  const arrivals = kind ? `, ${KINDS[kind]}` : '';
  const dummy = row.dummy_weights ? ' (random weights)' : '';
  return `${row.model_id}${dummy}, ${row.dtype} on ${row.device}${threads}, ${row.backend}, ${prompts}, ${length}${arrivals}${cachesText(rows)}`;
}

/**
 * The log split into experiments, the one with the newest row first: one server, one workload, and, in a matrix, ways of
 * serving that blocks link. Under an open load, and in a server, nothing is paired, and times hang on who else was there.
 */
export function experiments(rows: readonly LogRow[], source: Source = 'matrix'): Experiment[] {
  const measured = rows.filter((row) => row.source === source);
  const keyOf = experimentKeys(measured);
  // a steady stream is easier to serve than one that comes as it comes
  const alike = groups(measured, (row) => `${keyOf(row)}${source === 'load' ? arrivalsOf(row)?.kind : ''}`);
  return (source === 'matrix' ? alike.flatMap(comparable) : alike)
    .map((group) => ({ title: title(group), rows: group, newest: newestOf(group) }))
    .sort((a, b) => b.newest.localeCompare(a.newest))
    .map(({ title, rows }) => ({ title, rows }));
}

function comparable(rows: LogRow[]): LogRow[][] {
  const parts = linked(
    rows,
    (row) => wayKey(wayOf(row)),
    ({ run_id, block }) => `${run_id}\n${block}`,
  );
  return parts.length === 1 ? [rows] : parts;
}

/** All rows of matrices, whatever the work, that the same model on the same machine served. */
export function sameServer(rows: readonly LogRow[], like: Experiment): LogRow[] {
  const [first] = like.rows;
  if (!first) return [];
  const server = serverKey(first);
  return rows.filter((row) => row.source === 'matrix' && serverKey(row) === server);
}
