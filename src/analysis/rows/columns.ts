import { COLUMN_NAMES, COLUMNS, type ColumnName, type LogRow, rowFrom } from '../../results/schema.js';

/** The values of a row in the order of COLUMN_NAMES. */
export type RowValues = readonly LogRow[ColumnName][];

type Value = LogRow[ColumnName];

/** The values of one column, packed. */
interface Column {
  push(value: Value): void;
  at(index: number): Value;
}

const FIRST_LENGTH = 1024;

/** The same values in twice the room. */
function grown<T extends Float64Array | Int32Array>(values: T, make: new (length: number) => T): T {
  const longer = new make(values.length * 2);
  longer.set(values);
  return longer;
}

/** Numbers, 8 bytes each. A row holds no NaN, so NaN stands for null. */
class NumberColumn implements Column {
  #values: Float64Array = new Float64Array(FIRST_LENGTH);
  #length = 0;

  push(value: Value): void {
    if (this.#length === this.#values.length) this.#values = grown(this.#values, Float64Array);
    this.#values[this.#length++] = value === null ? Number.NaN : Number(value);
  }

  at(index: number): number | null {
    const value = this.#values[index]!;
    return Number.isNaN(value) ? null : value;
  }
}

/** So many words, most of them new, are no list of names but times or ids: nobody looks for them again. */
const MANY_WORDS = 10_000;

/** Texts, truth values and nulls: each different one is kept once, rows hold its place. */
class WordColumn implements Column {
  readonly #words: Value[] = [];
  readonly #places = new Map<Value, number>();
  /** Most rows say what the one before them said. */
  #last: Value | undefined;
  #lastPlace = 0;
  #values: Int32Array = new Int32Array(FIRST_LENGTH);
  #length = 0;

  push(value: Value): void {
    if (this.#length === this.#values.length) this.#values = grown(this.#values, Int32Array);
    if (value !== this.#last) {
      this.#lastPlace = this.#places.get(value) ?? this.#add(value);
      this.#last = value;
    }
    this.#values[this.#length++] = this.#lastPlace;
  }

  #add(value: Value): number {
    // a part of a line keeps the whole text that it was cut from in memory; a copy does not
    const word = typeof value === 'string' ? Buffer.from(value).toString() : value;
    if (this.#words.length < MANY_WORDS || this.#words.length < this.#length / 2) {
      this.#places.set(word, this.#words.length);
    }
    return this.#words.push(word) - 1;
  }

  at(index: number): Value {
    return this.#words[this.#values[index]!]!;
  }
}

/**
 * The rows of a log in little memory: a million take about 400 MB, where a million plain objects take several times as
 * much. Each row is a view: it has the fields of a `LogRow`, read from the columns. Copy one with `toJSON()`; spreading it
 * copies nothing.
 */
export function packRows(rows: Iterable<RowValues>): LogRow[] {
  const columns = COLUMN_NAMES.map((name) => {
    const { type } = COLUMNS[name];
    return type === 'number' || type === 'integer' ? new NumberColumn() : new WordColumn();
  });
  const View = viewOf(columns);
  const views: LogRow[] = [];
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) columns[i]!.push(row[i]!);
    views.push(new View(views.length));
  }
  return views;
}

/** The class of the rows of these columns: a getter for each. */
function viewOf(columns: readonly Column[]): new (at: number) => LogRow {
  class RowView {
    readonly #at: number;
    constructor(at: number) {
      this.#at = at;
    }
    static read(view: RowView, column: Column): Value {
      return column.at(view.#at);
    }
    toJSON(): LogRow {
      return rowFrom((_, i) => columns[i]!.at(this.#at));
    }
    /** What `console.log` prints. */
    [Symbol.for('nodejs.util.inspect.custom')](): LogRow {
      return this.toJSON();
    }
  }
  for (const [i, column] of columns.entries()) {
    Object.defineProperty(RowView.prototype, COLUMN_NAMES[i]!, {
      get(this: RowView) {
        return RowView.read(this, column);
      },
      enumerable: true,
    });
  }
  return RowView as unknown as new (
    at: number,
  ) => LogRow;
}
