import type { Column } from '../../src/results/column.js';
import {
  COLUMN_NAMES,
  COLUMNS,
  type ColumnName,
  type LogRow,
  rowFrom,
  SCHEMA_VERSION,
} from '../../src/results/schema.js';

/** A row of placeholders ("-", 0, false, the first of a list; null where the column may be), with the given cells. */
export function aRow(cells: Partial<LogRow> = {}): LogRow {
  const blank = COLUMN_NAMES.map((name) => {
    const { type, nullable, values }: Column = COLUMNS[name];
    if (nullable) return null;
    return values ? values[0] : type === 'string' ? '-' : type === 'boolean' ? false : 0;
  });
  return {
    ...rowFrom((_, i) => blank[i] as LogRow[ColumnName]),
    schema_version: SCHEMA_VERSION,
    source: 'matrix',
    ...cells,
  };
}
