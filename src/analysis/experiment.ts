import type { LogRow } from '../results/schema.js';
import { counted } from './format.js';
import { groupBy } from './group.js';
import { originOf } from './origin.js';

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

/** What must be equal for two rows to be compared: the server and the work, everything but the way of serving. */
export const COMPARABLE = [...SERVER, 'max_new_tokens', 'temperature', 'forced_length'] as const;

/** Rows that may be compared with each other. */
export interface Experiment {
  readonly title: string;
  readonly rows: readonly LogRow[];
}

export const experimentKey = (row: LogRow): string => JSON.stringify(COMPARABLE.map((name) => row[name]));

function title(row: LogRow): string {
  const length = `${row.forced_length ? 'exactly' : 'at most'} ${row.max_new_tokens} new tokens`;
  const threads = row.threads === null ? '' : `, ${row.threads} thread${row.threads === 1 ? '' : 's'}`;
  const dummy = row.dummy_weights ? ' (random weights)' : '';
  return `${row.model_id}${dummy}, ${row.dtype} on ${row.device}${threads}, ${row.backend}, ${length}`;
}

/** Timestamps are ISO 8601 in UTC: the last in the alphabet is the latest. */
function newest(rows: readonly LogRow[]): string {
  let latest = '';
  for (const { timestamp } of rows) if (timestamp > latest) latest = timestamp;
  return latest;
}

/**
 * The log split into experiments, the one with the newest row first. Only rows of a matrix: under an open load, and
 * in a server, nothing is paired, and times hang on who else was there.
 */
export function experiments(rows: readonly LogRow[]): Experiment[] {
  const measured = rows.filter((row) => originOf(row) === 'matrix');
  const groups = groupBy(measured, experimentKey);
  return [...groups.values()]
    .map((group) => ({ title: title(group[0]!), rows: group, newest: newest(group) }))
    .sort((a, b) => b.newest.localeCompare(a.newest))
    .map(({ title, rows }) => ({ title, rows }));
}

/**
 * The experiment a notebook looks at: the newest, or another by its place (0 is the newest). Where there is none, one
 * without rows, whose title says why: every cell can then say that it has nothing to show.
 */
export function pickExperiment(rows: readonly LogRow[], place = 0): Experiment {
  const all = experiments(rows);
  return all[place] ?? { title: whyNone(rows, all.length, place), rows: [] };
}

function whyNone(rows: readonly LogRow[], found: number, place: number): string {
  if (found > 0) {
    return `nothing: STREAMBATCH_EXPERIMENT is ${place}, and the log holds ${counted(found, 'experiment')}, numbered from 0`;
  }
  const others = rows.length > 0 ? ` (${counted(rows.length, 'row')} of open loads or of a server)` : '';
  return `nothing: the log holds no request of a benchmark${others}; \`npx streambatch run\` measures some`;
}

/** All rows of matrices, whatever the work, that the same model on the same machine served. */
export function sameServer(rows: readonly LogRow[], like: Experiment): LogRow[] {
  const server = (row: LogRow) => JSON.stringify(SERVER.map((name) => row[name]));
  const [first] = like.rows;
  return first ? rows.filter((row) => originOf(row) === 'matrix' && server(row) === server(first)) : [];
}
