const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Where a piece of generated code comes from; lines and columns from 0. */
export interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly sourceLine: number;
}

/** The numbers of one segment: base64 digits of five bits each, the sixth says that more follow, the lowest is the sign. */
function numbers(segment: string): number[] {
  const found: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return found;
}

/** The `mappings` of a source map of one source (ECMA-426): each number is told as the difference to the one before. */
export function mappingsOf(mappings: string): Mapping[] {
  let sourceLine = 0;
  return mappings.split(';').flatMap((text, line) => {
    let column = 0;
    const segments = text === '' ? [] : text.split(',').map(numbers);
    return segments.flatMap(([columns, , lines]) => {
      column += columns!;
      if (lines === undefined) return []; // generated out of nothing
      sourceLine += lines;
      return [{ line, column, sourceLine }];
    });
  });
}
