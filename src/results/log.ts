import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { appendLines, LostLock, type Warn } from './append.js';
import { encodeCell } from './csv-value.js';
import { withLock } from './lock.js';
import { explainFileError } from './problems.js';
import { COLUMN_NAMES, type LogRow } from './schema.js';

/** A log that is open for appending. */
export interface ResultLog {
  /** The file itself, links followed. */
  readonly path: string;
  /** Appends rows in one write, after those of earlier calls. Several processes may append at once: rows never mix. */
  append(rows: readonly LogRow[]): Promise<void>;
  /** Waits for the appends under way. */
  close(): Promise<void>;
}

/** How a log is opened. */
export interface LogOptions {
  /** Told in one sentence when a torn tail was cut or an older log migrated; absent: a warning of the process. */
  readonly warn?: (message: string) => void;
}

const warnProcess: Warn = (message) => process.emitWarning(message);

export function formatRows(rows: readonly LogRow[]): string {
  return stringify(rows.map((row) => COLUMN_NAMES.map((name) => encodeCell(name, row[name]))));
}

/** One name per file, so that a link and its target share one lock. */
function canonicalPath(path: string): string {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(resolve(path))), basename(path));
}

async function appendUnderLock(path: string, lines: string, warn: Warn): Promise<void> {
  try {
    await withLock(path, (held) => appendLines(path, lines, held, warn));
  } catch (error) {
    if (error instanceof LostLock) return appendUnderLock(path, lines, warn);
    throw explainFileError(error, path);
  }
}

/** A log that is not there yet is not made before there is something to put into it, but its lock must be takeable. */
async function checkWritable(path: string): Promise<void> {
  try {
    await withLock(path, () => undefined);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/**
 * Opens a log for appending; the first append makes the file and its header where they are missing. A writer killed at any moment leaves
 * whole rows and at most one torn line, which the next writer cuts off and reports.
 * @param path its folder is made where it is missing
 * @throws {InputError} a foreign header, or a path that cannot be written.
 * @example
 * ```ts
 * import { openLog, readLog } from 'streambatch';
 * import { loadLog } from 'streambatch/analysis';
 *
 * const { rows } = await loadLog();
 * const log = await openLog('copy.csv');
 * await log.append(rows.slice(0, 5));
 * await log.close();
 * (await readLog('copy.csv')).rows.length; // → 5
 * ```
 */
export async function openLog(path: string, options: LogOptions = {}): Promise<ResultLog> {
  const warn = options.warn ?? warnProcess;
  let file: string;
  try {
    file = canonicalPath(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  let last = existsSync(file) ? appendUnderLock(file, '', warn) : checkWritable(file);
  await last;
  return {
    path: file,
    async append(rows) {
      const lines = formatRows(rows);
      const appended = last.then(() => appendUnderLock(file, lines, warn));
      last = appended.catch(() => undefined); // its caller is told; the next append still gets its turn
      return appended;
    },
    close: () => last,
  };
}
