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

/** Room for so many values, those that are there first. */
function roomier<T extends { set(values: T): void }>(
  values: T,
  make: new (length: number) => T,
  length: number,
): T {
  const room = new make(length);
  room.set(values);
  return room;
}

/** Numbers, 8 bytes each; none while all are the same. A row holds no NaN, so NaN stands for null. */
class NumberColumn implements Column {
  #only = Number.NaN;
  #values: Float64Array | null = null;
  #length = 0;

  push(value: Value): void {
    const number = value === null ? Number.NaN : Number(value);
    if (this.#length === 0) this.#only = number;
    if (!this.#values && !Object.is(number, this.#only)) this.#unpack();
    if (this.#values) this.#write(this.#values, number);
    this.#length++;
  }

  /** The first that differs: from now on each row has a place of its own. */
  #unpack(): void {
    this.#values = new Float64Array(Math.max(FIRST_LENGTH, 2 * this.#length)).fill(
      this.#only,
      0,
      this.#length,
    );
  }

  #write(values: Float64Array, number: number): void {
    if (this.#length === values.length) this.#values = roomier(values, Float64Array, 2 * values.length);
    this.#values![this.#length] = number;
  }

  at(index: number): number | null {
    const value = this.#values ? this.#values[index]! : this.#only;
    return Number.isNaN(value) ? null : value;
  }
}

/** So many words, most of them new, are no list of names but times or ids: nobody looks for them again. */
const MANY_WORDS = 10_000;

type Places = Uint8Array | Uint16Array | Int32Array;

/** Texts, truth values, whole numbers and nulls: each different one is kept once, rows hold its place, in as few bytes as hold all places. */
class WordColumn implements Column {
  readonly #words: Value[] = [];
  readonly #places = new Map<Value, number>();
  /** Most rows say what the one before them said. */
  #last: Value | undefined;
  #lastPlace = 0;
  #values: Places = new Uint8Array(0);
  #length = 0;

  push(value: Value): void {
    if (value !== this.#last) {
      this.#lastPlace = this.#places.get(value) ?? this.#add(value);
      this.#last = value;
    }
    // rows that all say the same need no places
    if (this.#words.length > 1) this.#write(this.#lastPlace);
    this.#length++;
  }

  #write(place: number): void {
    const { length } = this.#values;
    const room = this.#length < length ? length : Math.max(FIRST_LENGTH, 2 * this.#length);
    const make = placesOf(this.#words.length);
    if (room > length || !(this.#values instanceof make)) this.#values = roomier(this.#values, make, room);
    this.#values[this.#length] = place;
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
    return this.#words[this.#values.length === 0 ? 0 : this.#values[index]!]!;
  }
}

/** The smallest numbers that name so many words. */
function placesOf(words: number): new (length: number) => Places {
  if (words <= 2 ** 8) return Uint8Array;
  return words <= 2 ** 16 ? Uint16Array : Int32Array;
}

/**
 * The rows of a log in little memory: a million take some 200 MB, where a million plain objects take several times as
 * much. Each row is a view: it has the fields of a `LogRow`, read from the columns. Copy one with `toJSON()`; spreading it
 * copies nothing.
 */
export function packRows(rows: Iterable<RowValues>): LogRow[] {
  const columns = COLUMN_NAMES.map((name) => {
    const { type } = COLUMNS[name];
    return type === 'number' ? new NumberColumn() : new WordColumn(); // whole numbers repeat, as words do
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
