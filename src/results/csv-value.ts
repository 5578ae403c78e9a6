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

type Decode = (cell: string) => CellValue | undefined;

const numbers =
  (isOne: (value: number) => boolean): Decode =>
  (cell) => {
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
    return isOne(value) ? value : undefined;
  };

const DECODERS: Readonly<Record<ColumnType, (column: Column) => Decode>> = {
  string: () => unescapeText,
  enum:
    ({ values }) =>
    (cell) =>
      values!.includes(cell) ? cell : undefined,
  number: () => numbers(Number.isFinite),
  integer: () => numbers(Number.isSafeInteger),
  boolean: () => (cell) => (cell === 'true' ? true : cell === 'false' ? false : undefined),
};

/** What reads the cells of a column: the value, or undefined where the text is none of the column. */
export function decoder(name: ColumnName): Decode {
  const column: Column = COLUMNS[name];
  const decode = DECODERS[column.type](column);
  return column.nullable ? (cell) => (cell === '' ? null : decode(cell)) : decode;
}
