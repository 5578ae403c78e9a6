import { createRequire } from 'node:module';
import type { DataFrame } from 'danfojs-node';
import { explainMissing } from '../../optional-package.js';
import { COLUMN_NAMES, COLUMNS, type ColumnName, type LogRow, rowFrom } from '../../results/schema.js';

/** One value of a table. Null is unmeasured. */
export type CellValue = string | number | boolean | null;

/** A table as plain data: what summaries return, before danfo shows it. */
export type TableRow = { readonly [column: string]: CellValue };

const require = createRequire(import.meta.url);

/** danfo, loaded when the first frame is made: nothing else here needs it. @throws InputError where it is not installed */
function danfo(): typeof import('danfojs-node') {
  try {
    return require('danfojs-node');
  } catch (error) {
    throw explainMissing(error);
  }
}

/** danfo's names of types; whole numbers travel as float32 too (a column may lack some, and int32 has no null). */
const DTYPES = {
  string: 'string',
  enum: 'string',
  number: 'float32',
  integer: 'float32',
  boolean: 'boolean',
} as const;

/**
 * The log as a danfo frame, to look at and to select from. Types come from the schema, never from danfo's guess
 * (it reads `00123` as 123). Do not let danfo compute: its groups count missing values as 0 (see the tests).
 */
export function toFrame(rows: readonly LogRow[]): DataFrame {
  return new (danfo().DataFrame)(
    rows.map((row) => COLUMN_NAMES.map((name) => row[name])),
    {
      columns: [...COLUMN_NAMES],
      config: {},
      dtypes: COLUMN_NAMES.map((name) => DTYPES[COLUMNS[name].type]),
    },
  );
}

/** A selection made with danfo, back as rows for the summaries, figures and the verdict. NaN is unmeasured: null. */
export function fromFrame(frame: DataFrame): LogRow[] {
  const at = COLUMN_NAMES.map((name) => frame.columns.indexOf(name));
  return (frame.values as LogRow[ColumnName][][]).map((cells) =>
    rowFrom((_, i) => {
      const value = cells[at[i]!];
      return Number.isNaN(value) ? null : (value ?? null);
    }),
  );
}

/** A table of our own as a frame, its columns in the order of the first row. */
export function tableFrame(table: readonly TableRow[]): DataFrame {
  const columns = Object.keys(table[0] ?? {});
  const dtype = (column: string) => {
    const type = typeof table.find((row) => row[column] !== null)?.[column];
    return type === 'number' ? 'float32' : type === 'boolean' ? 'boolean' : 'string';
  };
  return new (danfo().DataFrame)(
    table.map((row) => columns.map((column) => row[column] ?? null)),
    { columns, config: {}, dtypes: columns.map(dtype) },
  );
}

/** Columns and the values they must have; several columns must all match. */
export type Filter = { readonly [N in ColumnName]?: LogRow[N] | readonly LogRow[N][] };

/**
 * The rows of a frame that match.
 * @example
 * ```ts
 * import { filterFrame, fromFrame, loadLog } from 'streambatch/analysis';
 *
 * const { frame } = await loadLog();
 * const batches = fromFrame(filterFrame(frame, { mode: 'batch', batch_size: [4, 8] }));
 * batches.every(({ mode }) => mode === 'batch'); // → true
 * ```
 */
export function filterFrame(frame: DataFrame, filter: Filter): DataFrame {
  const wanted = Object.entries(filter).map(([name, value]) => {
    const at = frame.columns.indexOf(name);
    return { at, values: Array.isArray(value) ? value : [value] };
  });
  const matches = (cells: CellValue[]) => wanted.every(({ at, values }) => values.includes(cells[at]));
  return frame.query((frame.values as CellValue[][]).map(matches));
}
