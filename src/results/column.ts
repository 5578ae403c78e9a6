/** The words that the list of columns is written in. */

/** What a cell of a column holds. */
export type ColumnType = 'string' | 'enum' | 'number' | 'integer' | 'boolean';

/**
 * Who fills a column: `place`, whoever sends the request (where it stands in its run, how it is served); `measured`, the
 * instrument; `trial`, who watches the whole trial. The others are filled where the row is put together.
 */
export type Part = 'place' | 'measured' | 'trial';

/** A column: what it holds, in which unit, and what that means. */
export interface Column {
  readonly type: ColumnType;
  /** Null is allowed: the value can be unmeasurable, or the request failed. */
  readonly nullable: boolean;
  readonly unit: string;
  readonly about: string;
  readonly part?: Part;
  /** All that an `enum` may hold. */
  readonly values?: readonly string[];
}

/** What a row holds in a column. */
export type ValueOf<C extends Column> =
  | (C extends { readonly values: readonly (infer V)[] }
      ? V
      : C['type'] extends 'string'
        ? string
        : C['type'] extends 'boolean'
          ? boolean
          : number)
  | (C['nullable'] extends true ? null : never);

export const text = (about: string, unit = '') => ({ type: 'string', nullable: false, unit, about }) as const;
export const maybeText = (about: string, unit = '') =>
  ({ type: 'string', nullable: true, unit, about }) as const;
export const oneOf = <const V extends readonly string[]>(values: V, about: string) =>
  ({ type: 'enum', nullable: false, unit: '', about, values }) as const;
export const maybeOneOf = <const V extends readonly string[]>(values: V, about: string) =>
  ({ type: 'enum', nullable: true, unit: '', about, values }) as const;
export const real = (unit: string, about: string) =>
  ({ type: 'number', nullable: true, unit, about }) as const;
export const whole = (unit: string, about: string) =>
  ({ type: 'integer', nullable: false, unit, about }) as const;
export const maybeWhole = (unit: string, about: string) =>
  ({ type: 'integer', nullable: true, unit, about }) as const;
export const flag = (about: string) => ({ type: 'boolean', nullable: false, unit: '', about }) as const;

export const place = <C extends Column>(column: C) => ({ ...column, part: 'place' }) as const;
export const measured = <C extends Column>(column: C) => ({ ...column, part: 'measured' }) as const;
export const trial = <C extends Column>(column: C) => ({ ...column, part: 'trial' }) as const;
