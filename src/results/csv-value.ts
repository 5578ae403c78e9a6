import { StreambatchError } from '../errors.js';
import type { Column, ColumnType } from './column.js';
import { escapeText, unescapeText } from './escape.js';
import { COLUMNS, type ColumnName } from './schema.js';

export type CellValue = string | number | boolean | null;

type Check = (value: CellValue, column: Column) => boolean;

const isA: Readonly<Record<ColumnType, Check>> = {
  string: (value) => typeof value === 'string',
  enum: (value, { values }) => typeof value === 'string' && values!.includes(value),
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
};

/** What a column may hold, in words: "integer", "one of stream, batch". */
const kindOf = ({ type, values }: Column): string => (values ? `one of ${values.join(', ')}` : type);

/** Text of one cell, before the CSV library quotes it. A value that its column cannot hold (NaN, Infinity, 1.5 tokens) throws. */
export function encodeCell(name: ColumnName, value: CellValue | undefined): string {
  const column: Column = COLUMNS[name];
  const { type, nullable } = column;
  if (value === null && nullable) return '';
  if (value === null || value === undefined || !isA[type](value, column)) {
    throw new StreambatchError(
      `column ${name} of the log holds ${kindOf(column)}${nullable ? ' or null' : ''}, got ${String(value)}; what cannot be measured is null`,
    );
  }
  return typeof value === 'string' ? escapeText(value, nullable) : String(value);
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Value of one cell, or undefined where the text is none of its column. */
export function decodeCell(name: ColumnName, cell: string): CellValue | undefined {
  const column: Column = COLUMNS[name];
  const { type, nullable } = column;
  if (cell === '' && nullable) return null;
  if (type === 'string') return unescapeText(cell);
  if (type === 'enum') return column.values!.includes(cell) ? cell : undefined;
  if (type === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : undefined;
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  return isA[type](value, column) ? value : undefined;
}
