import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { explainFileError } from './problems.js';

/** One line of a file, without its ending. */
export interface Line {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** Why the text may not be used; null: it may. */
  readonly problem: string | null;
}

const NEWLINE = 0x0a;
const CHUNK_BYTES = 4 * 2 ** 20;

/**
 * The lines of a file, one after the other: a file larger than memory is read in chunks. What follows the last newline
 * is a torn line, with its problem and no text.
 * @throws {InputError} no such file, or none that can be read
 */
export function* readLines(path: string, chunkBytes = CHUNK_BYTES): Generator<Line> {
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    let line = 1;
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const read = readSync(fd, chunk);
      if (read === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      for (const decoded of decode(bytes.subarray(0, end))) yield { line: line++, ...decoded };
      rest = bytes.subarray(end);
    }
    if (rest.length > 0) {
      yield { line, text: '', problem: `torn row of ${rest.length} bytes left out (no final newline)` };
    }
  } catch (error) {
    throw explainFileError(error, path);
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

const withoutReturn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text);

/** Whole lines as text; each is looked at by itself only where the bytes are not all UTF-8. */
function decode(bytes: Buffer): Omit<Line, 'line'>[] {
  if (bytes.length === 0) return [];
  if (isUtf8(bytes)) {
    const texts = bytes.toString('utf8', 0, bytes.length - 1).split('\n');
    return texts.map((text) => ({ text: withoutReturn(text), problem: null }));
  }
  const lines: Omit<Line, 'line'>[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const part = bytes.subarray(from, end);
    const problem = isUtf8(part) ? null : 'bytes that are not UTF-8; row left out';
    lines.push({ text: withoutReturn(part.toString('utf8')), problem });
    from = end + 1;
  }
  return lines;
}
