import { mappingsOf } from './mappings.js';

/** For each line of a source that has code whether any of it ran. */
export type Lines = Map<number, boolean>;

/** What Node keeps of a script that was compiled: lengths of its lines without their ends, and its source map. */
export interface Compiled {
  readonly lineLengths: readonly number[];
  readonly data: { readonly mappings: string; readonly sources: readonly string[] } | null;
}

/** Characters of a compiled script. */
export const lengthOf = ({ lineLengths }: Compiled): number =>
  lineLengths.reduce((sum, length) => sum + length + 1, 0);

/** Adds what ran of a compiled script to the lines of its source. */
export function addCompiled(lines: Lines, { lineLengths, data }: Compiled, ran: Uint8Array): void {
  const starts: number[] = [];
  lineLengths.reduce((at, length) => {
    starts.push(at);
    return at + length + 1;
  }, 0);
  for (const { line, column, sourceLine } of mappingsOf(data!.mappings))
    add(lines, sourceLine, ran[starts[line]! + column] === 1);
}

const NO_CODE = /^\s*($|\/\/|\/?\*|[\])},;]+$)/;

/** Adds what ran of a script that ran as it is written. */
export function addPlain(lines: Lines, text: string, ran: Uint8Array): void {
  let at = 0;
  for (const [number, line] of text.split('\n').entries()) {
    if (!NO_CODE.test(line)) add(lines, number, ran[at + line.search(/\S/)] === 1);
    at += line.length + 1;
  }
}

const add = (lines: Lines, line: number, didRun: boolean) =>
  lines.set(line, didRun || lines.get(line) === true);
