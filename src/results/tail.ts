import { fstatSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;

function readAt(fd: number, from: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(fd, buffer, 0, bytes, from));
}

export interface Tail {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes up to and including the last newline: the whole rows. */
  readonly wholeBytes: number;
}

/** Where the whole rows of a file end. A file that a writer was killed over ends in the middle of a line. */
export function findTail(fd: number): Tail {
  const { size } = fstatSync(fd);
  if (size === 0 || readAt(fd, size - 1, 1)[0] === NEWLINE) return { size, wholeBytes: size };
  for (let end = size; end > 0; end -= CHUNK_BYTES) {
    const from = Math.max(0, end - CHUNK_BYTES);
    const at = readAt(fd, from, end - from).lastIndexOf(NEWLINE);
    if (at !== -1) return { size, wholeBytes: from + at + 1 };
  }
  return { size, wholeBytes: 0 };
}

/** First line of the file without its newline; all of the file where it has none. */
export function readFirstLine(fd: number): string {
  let text = Buffer.alloc(0);
  for (;;) {
    const chunk = readAt(fd, text.length, CHUNK_BYTES);
    text = Buffer.concat([text, chunk]);
    const at = text.indexOf(NEWLINE);
    if (at !== -1) return text.toString('utf8', 0, at);
    if (chunk.length === 0) return text.toString('utf8');
  }
}

/** The torn bytes as one short printable line. */
export function describeTorn(fd: number, { size, wholeBytes }: Tail): string {
  const held = readAt(fd, wholeBytes, Math.min(size - wholeBytes, 200)).toString('utf8');
  return JSON.stringify(held.length > 80 ? `${held.slice(0, 80)}…` : held);
}
