import { parse } from 'csv-parse/sync';
import { InputError } from '../errors.js';
import { ADDED_IN_2, COLUMN_NAMES, COLUMNS, type ColumnName, SCHEMA_VERSION } from './schema.js';

export const HEADER_LINE = COLUMN_NAMES.join(',');

const isColumn = (name: string): name is ColumnName => Object.hasOwn(COLUMNS, name);

/** The names in a header line; a byte order mark and a CRLF ending are not part of them. */
export function parseHeader(line: string): string[] {
  const [names] = parse(line.replace(/\r$/, ''), { bom: true, relax_quotes: true, relax_column_count: true });
  return names ?? [];
}

/** Columns of the schema that a header lacks. */
export function missingColumns(names: readonly string[]): ColumnName[] {
  return COLUMN_NAMES.filter((name) => !names.includes(name));
}

/** Columns that a header should have and lacks: one of version 1 is whole as it is. */
export function lostColumns(names: readonly string[]): ColumnName[] {
  const missing = missingColumns(names);
  const added: readonly ColumnName[] = ADDED_IN_2;
  const first = added.every((name) => missing.includes(name));
  return first ? missing.filter((name) => !added.includes(name)) : missing;
}

const sameNames = (names: readonly string[]): boolean =>
  names.length === COLUMN_NAMES.length && COLUMN_NAMES.every((name, i) => names[i] === name);

/** An older log lacks only columns that may be null: it can be brought up to date without inventing anything. */
const isOlder = (names: readonly string[]): boolean =>
  names.includes('schema_version') &&
  new Set(names).size === names.length &&
  names.every(isColumn) &&
  missingColumns(names).every((name) => COLUMNS[name].nullable);

/**
 * May rows be appended under this header? `current`: yes. `older`: after migration.
 * @throws {InputError} a foreign header, naming the first column that differs.
 */
export function checkHeader(path: string, names: readonly string[]): 'current' | 'older' {
  if (sameNames(names)) return 'current';
  if (isOlder(names)) return 'older';
  const at = COLUMN_NAMES.findIndex((name, i) => names[i] !== name);
  const i = at === -1 ? COLUMN_NAMES.length : at;
  const found = i < names.length ? JSON.stringify(names[i]?.slice(0, 60)) : 'nothing';
  const expected = i < COLUMN_NAMES.length ? `"${COLUMN_NAMES[i]}"` : 'nothing';
  throw new InputError(
    `${path} is not a streambatch log of version ${SCHEMA_VERSION}: column ${i + 1} is ${found}, expected ${expected}; rename the file, or write to another one`,
  );
}
