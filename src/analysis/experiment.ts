import { InputError } from '../errors.js';
import type { LogRow } from '../results/schema.js';
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

/**
 * The log split into experiments, the one with the newest row first. Only rows of a matrix: under an open load, and
 * in a server, nothing is paired, and times hang on who else was there.
 */
export function experiments(rows: readonly LogRow[]): Experiment[] {
  const measured = rows.filter((row) => originOf(row) === 'matrix');
  const groups = groupBy(measured, experimentKey);
  const newest = ({ rows }: Experiment) =>
    rows
      .map(({ timestamp }) => timestamp)
      .sort()
      .at(-1)!;
  return [...groups.values()]
    .map((group) => ({ title: title(group[0]!), rows: group }))
    .sort((a, b) => newest(b).localeCompare(newest(a)));
}

/**
 * The experiment a notebook looks at: the newest, or another by its place (0 is the newest). An empty log gives an
 * experiment without rows, so that every cell can say that there is nothing instead of failing.
 */
export function pickExperiment(rows: readonly LogRow[], place = 0): Experiment {
  const all = experiments(rows);
  const picked = all[place];
  if (picked) return picked;
  if (all.length === 0) return { title: 'no requests', rows: [] };
  throw new InputError(
    `the log holds ${all.length} experiment(s), numbered from 0: there is no number ${place}; set STREAMBATCH_EXPERIMENT to one there is`,
  );
}

/** All rows of matrices, whatever the work, that the same model on the same machine served. */
export function sameServer(rows: readonly LogRow[], like: Experiment): LogRow[] {
  const server = (row: LogRow) => JSON.stringify(SERVER.map((name) => row[name]));
  const [first] = like.rows;
  return first ? rows.filter((row) => originOf(row) === 'matrix' && server(row) === server(first)) : [];
}
