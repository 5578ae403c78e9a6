import { InputError } from '../errors.js';
import type { Column } from './column.js';
import { type CellValue, decoder } from './csv-value.js';
import { lostColumns } from './header.js';
import { type LogRecord, type Problem, scanRecords } from './records.js';
import { COLUMN_NAMES, COLUMNS, type ColumnName, type LogRow, rowFrom, SCHEMA_VERSION } from './schema.js';
import { completeVersion1 } from './version-1.js';

export type { Problem } from './records.js';

/** A log, and what was wrong with it. */
export interface LogContents {
  readonly rows: LogRow[];
  /** Rows left out and columns absent or unknown, in the file's order. Empty: all is well. */
  readonly problems: Problem[];
}

/** Absent columns that may be null read as null; without the others a row would say something nobody measured. */
function headerProblems(path: string, names: readonly string[]): Problem[] {
  const missing = lostColumns(names);
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
    ...(missing.length > 0
      ? [{ line: null, message: `no column ${missing.join(', ')}; what it would hold reads as null` }]
      : []),
    ...unknown.map((name) => ({ line: 1, message: `unknown column "${name}" ignored` })),
  ];
}

/** The row that was read last: most cells say the same again, and are not read again. */
interface LastRow {
  cells: readonly string[];
  values: readonly CellValue[];
}

/** The values of a row in the order of COLUMN_NAMES, or the sentence that says why there are none. */
function decodeRow(at: readonly number[], { cells }: LogRecord, last: LastRow): CellValue[] | string {
  // first, since a newer version may hold values that this one does not know
  const version = cells[at[VERSION]!]!;
  if (Number(version) > SCHEMA_VERSION) {
    return `schema_version ${version} is newer than this streambatch knows (${SCHEMA_VERSION}): update streambatch to read it`;
  }
  const values: CellValue[] = [];
  for (let i = 0; i < COLUMN_NAMES.length; i++) {
    const cell = at[i] === -1 ? '' : cells[at[i]!]!;
    const value = cell === last.cells[at[i]!] ? last.values[i] : DECODERS[i]!(cell);
    if (value === undefined) return refusal(COLUMN_NAMES[i]!, cell);
    values.push(value);
  }
  last.cells = cells;
  last.values = [...values];
  completeVersion1(values);
  return values;
}

const DECODERS = COLUMN_NAMES.map(decoder);

const VERSION = COLUMN_NAMES.indexOf('schema_version');

function refusal(name: ColumnName, cell: string): string {
  const { type, values }: Column = COLUMNS[name];
  return `column ${name} holds ${values ? `none of ${values.join(', ')}` : `no ${type}`}: ${JSON.stringify(cell)}`;
}

/**
 * The rows of a log, one after the other, each as its values in the order of COLUMN_NAMES. Columns of the file may come
 * in any order. Rows that cannot be trusted (a torn or edited line, a value that is none of its column, a newer schema)
 * are left out and reported, never guessed.
 * @param report told of rows left out, and columns absent or unknown, in the file's order
 * @throws {InputError} no such file, or a header without the columns that every row needs
 */
export function* scanRows(path: string, report: (problem: Problem) => void): Generator<readonly CellValue[]> {
  let at: readonly number[] = [];
  let names: readonly string[] | null = null;
  const last: LastRow = { cells: [], values: [] };
  for (const record of scanRecords(path, report)) {
    if (names === null) {
      names = record.cells;
      if (names.length > 0) headerProblems(path, names).forEach(report);
      at = COLUMN_NAMES.map((name) => record.cells.indexOf(name));
      continue;
    }
    const row = isHeader(record, names) ? 'the header once more' : decodeRow(at, record, last);
    if (typeof row === 'string') report({ line: record.line, message: `${row}; row left out` });
    else yield row;
  }
}

/** Logs that were put together carry several headers. */
const isHeader = ({ cells }: LogRecord, names: readonly string[]) =>
  cells[0] === names[0] && cells.every((cell, i) => cell === names[i]);

/**
 * All of a log at once. Rows that cannot be trusted (a torn or edited line, a value that is none of its column) are left
 * out and reported, never guessed. For more than some hundred thousand rows take `loadLog` of `streambatch/analysis`,
 * which packs them.
 * @throws {InputError} no such file, or a header without the columns that every row needs
 */
export async function readLog(path: string): Promise<LogContents> {
  const problems: Problem[] = [];
  const rows = [...scanRows(path, (problem) => problems.push(problem))].map((values) =>
    rowFrom((_, i) => values[i]!),
  );
  return { rows, problems };
}
