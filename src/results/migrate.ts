import { closeSync, fsyncSync, linkSync, openSync, renameSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { missingColumns } from './header.js';
import { type Problem, scanRecords } from './records.js';
import { COLUMN_NAMES, SCHEMA_VERSION } from './schema.js';

function unusedName(path: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  return path.replace(/(\.csv)?$/i, `.before-v${SCHEMA_VERSION}-${stamp}.csv`);
}

function writeDurably(path: string, text: string): void {
  const fd = openSync(path, 'wx');
  writeSync(fd, text);
  fsyncSync(fd);
  closeSync(fd);
}

/**
 * Brings an older log up to date: columns it lacks become empty (only columns that may be null can be lacking). The
 * new file replaces the old in one step; the old one stays beside it. Returns the sentence to tell the user.
 */
export function migrate(path: string): string {
  const lost: Problem[] = [];
  const [header, ...records] = scanRecords(path, (problem) => lost.push(problem));
  const names = header?.cells ?? [];
  const at = COLUMN_NAMES.map((name) => names.indexOf(name));
  const version = COLUMN_NAMES.indexOf('schema_version');
  const rows = records.map(({ cells }) =>
    at.map((from, column) => (column === version ? String(SCHEMA_VERSION) : (cells[from] ?? ''))),
  );
  const backup = unusedName(path);
  const fresh = `${backup}.new`;
  writeDurably(fresh, stringify([COLUMN_NAMES, ...rows]));
  linkSync(path, backup);
  renameSync(fresh, path);
  const unread =
    lost.length === 0 ? '' : `, and the only place of what could not be read (lines: ${lost.length})`;
  return `${path}: migrated ${rows.length} row${rows.length === 1 ? '' : 's'} to version ${SCHEMA_VERSION} of the log (new columns, empty in old rows: ${missingColumns(names).join(', ')}); the old file is ${backup}${unread}`;
}
