import { StreambatchError } from '../errors.js';
import { escapeText, unescapeText } from './escape.js';
import { COLUMNS, type ColumnName, type ColumnType } from './schema.js';

export type CellValue = string | number | boolean | null;

const isA: Readonly<Record<ColumnType, (value: CellValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
};

/** Text of one cell, before the CSV library quotes it. A value that its column cannot hold (NaN, Infinity, 1.5 tokens) throws. */
export function encodeCell(name: ColumnName, value: CellValue | undefined): string {
  const { type, nullable } = COLUMNS[name];
  if (value === null && nullable) return '';
  if (value === null || value === undefined || !isA[type](value)) {
    throw new StreambatchError(
      `column ${name} of the log holds ${type}${nullable ? ' or null' : ''}, got ${String(value)}; what cannot be measured is null`,
    );
  }
  return typeof value === 'string' ? escapeText(value, nullable) : String(value);
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Value of one cell, or undefined where the text is none of its column. */
export function decodeCell(name: ColumnName, cell: string): CellValue | undefined {
  const { type, nullable } = COLUMNS[name];
  if (cell === '' && nullable) return null;
  if (type === 'string') return unescapeText(cell);
  if (type === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : undefined;
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  return isA[type](value) ? value : undefined;
}
