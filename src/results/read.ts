import { InputError } from '../errors.js';
import { type CellValue, decodeCell } from './cell.js';
import { missingColumns } from './header.js';
import { explainFileError } from './problems.js';
import { type LogRecord, type Problem, type Records, readRecords } from './records.js';
import { COLUMN_NAMES, COLUMNS, type ColumnName, type LogRow, SCHEMA_VERSION } from './schema.js';

export type { Problem } from './records.js';

/** A log, and what was wrong with it. */
export interface LogContents {
  readonly rows: LogRow[];
  /** Rows left out and columns absent or unknown, in the file's order. Empty: all is well. */
  readonly problems: Problem[];
}

function openRecords(path: string): Records {
  try {
    return readRecords(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Absent columns that may be null read as null; without the others a row would say something nobody measured. */
function headerProblems(path: string, names: readonly string[]): Problem[] {
  const missing = missingColumns(names);
  const needed = missing.filter((name) => !COLUMNS[name].nullable);
  if (needed.length > 0) {
    throw new InputError(
      `${path} is not a log of streambatch: its header lacks ${needed.join(', ')}; give a file that streambatch wrote`,
    );
  }
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated) throw new InputError(`${path} has two columns named "${repeated}"; remove or rename one`);
  const unknown = names.filter((name) => !Object.hasOwn(COLUMNS, name));
  return [
    ...missing.map((name) => ({ line: null, message: `no column ${name}; its values read as null` })),
    ...unknown.map((name) => ({ line: 1, message: `unknown column "${name}" ignored` })),
  ];
}

/** A row, or the sentence that says why there is none. */
function decodeRow(at: readonly (readonly [ColumnName, number])[], { cells }: LogRecord): LogRow | string {
  const row: { [name: string]: CellValue } = {};
  for (const [name, from] of at) {
    const cell = from === -1 ? '' : cells[from]!;
    const value = decodeCell(name, cell);
    if (value === undefined) return `column ${name} holds no ${COLUMNS[name].type}: ${JSON.stringify(cell)}`;
    row[name] = value;
  }
  const log = row as LogRow;
  return log.schema_version > SCHEMA_VERSION
    ? `schema_version ${log.schema_version} is newer than this streambatch knows (${SCHEMA_VERSION})`
    : log;
}

/**
 * Reads a log. Columns may come in any order. Rows that cannot be trusted (a torn or edited line, a value that is none
 * of its column, a newer schema) are left out and reported, never guessed.
 * @throws {InputError} no such file, or a header without the columns that every row needs.
 */
export async function readLog(path: string): Promise<LogContents> {
  const { names, records, problems } = openRecords(path);
  if (names.length === 0) return { rows: [], problems: [...problems] };
  const all = [...headerProblems(path, names), ...problems];
  const at = COLUMN_NAMES.map((name) => [name, names.indexOf(name)] as const);
  const rows: LogRow[] = [];
  for (const record of records) {
    const row = decodeRow(at, record);
    if (typeof row === 'string') all.push({ line: record.line, message: `${row}; row left out` });
    else rows.push(row);
  }
  return { rows, problems: all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}
