import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parseHeader } from './header.js';

/** One line of the file as cells, still text. */
export interface LogRecord {
  /** 1-based; the header is line 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Something wrong that did not stop the reading. */
export interface Problem {
  /** Line of the file, 1-based; null where it is about the whole file. */
  readonly line: number | null;
  readonly message: string;
}

export interface Records {
  readonly names: readonly string[];
  readonly records: readonly LogRecord[];
  readonly problems: readonly Problem[];
}

const OPTIONS = { relax_column_count: true };

function parseLine(line: string): readonly string[] | undefined {
  try {
    const rows = parse(line, OPTIONS);
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined; // the caller names the line
  }
}

/** Every line's cells; undefined where a line is not CSV. One line at a time only if the whole does not fit its lines. */
function parseLines(lines: readonly string[]): readonly (readonly string[] | undefined)[] {
  try {
    const rows = parse(lines.join('\n'), OPTIONS);
    if (rows.length === lines.length) return rows;
  } catch {
    // some line has a stray quote: find it below
  }
  return lines.map(parseLine);
}

/** Reads a log as cells. A stray quote spoils one line, never those after it; a torn tail is left out and named. */
export function readRecords(path: string): Records {
  const bytes = readFileSync(path);
  const damaged = !isUtf8(bytes);
  const text = bytes.toString('utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const problems: Problem[] = [];
  const lines = whole.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  lines.pop(); // what follows the last newline
  if (whole.length < text.length) {
    const torn = bytes.length - 1 - bytes.lastIndexOf('\n');
    problems.push({
      line: lines.length + 1,
      message: `torn row of ${torn} bytes left out (no final newline)`,
    });
  }
  const names = parseHeader(lines[0] ?? '');
  const numbered = lines
    .map((text, i) => ({ line: i + 1, text }))
    .filter(({ line, text }) => line > 1 && text !== '');
  const cells = parseLines(numbered.map(({ text }) => text));
  const records: LogRecord[] = [];
  numbered.forEach(({ line }, i) => {
    const row = cells[i];
    if (!row) problems.push({ line, message: 'not CSV (a stray quote); row left out' });
    else if (damaged && row.some((cell) => cell.includes('\ufffd')))
      problems.push({ line, message: 'bytes that are not UTF-8; row left out' });
    else if (row.length !== names.length)
      problems.push({ line, message: `${row.length} cells, the header has ${names.length}; row left out` });
    else records.push({ line, cells: row });
  });
  return { names, records, problems };
}
