import { COLUMN_NAMES, COLUMNS, type LogRow, SCHEMA_VERSION } from '../../src/results/schema.js';

/** A row of placeholders ("-", 0, false; null where the column may be), with the given cells. */
export function aRow(cells: Partial<LogRow> = {}): LogRow {
  const blank = COLUMN_NAMES.map((name) => {
    const { type, nullable } = COLUMNS[name];
    return [name, nullable ? null : type === 'string' ? '-' : type === 'boolean' ? false : 0];
  });
  return { ...(Object.fromEntries(blank) as LogRow), schema_version: SCHEMA_VERSION, ...cells };
}
