import { parseHeader } from './header.js';
import { readLines } from './lines.js';
import { splitCells } from './split.js';

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

/**
 * A log as cells, line by line: the header first (without cells in an empty file), then every record that has as many.
 * A stray quote spoils one line, never those after it; a torn tail is left out and named.
 * @param report told of every line that is left out
 * @throws {InputError} no such file
 */
export function* scanRecords(path: string, report: (problem: Problem) => void): Generator<LogRecord> {
  let header: readonly string[] | null = null;
  for (const { line, text, problem } of readLines(path)) {
    if (problem) report({ line, message: problem });
    if (header === null) {
      header = parseHeader(text);
      yield { line, cells: header };
    } else if (!problem && text !== '') {
      const cells = splitCells(text);
      if (cells?.length === header.length) yield { line, cells };
      else report({ line, message: misfit(cells, header) });
    }
  }
  if (header === null) yield { line: 1, cells: [] };
}

function misfit(cells: readonly string[] | undefined, header: readonly string[]): string {
  return cells
    ? `${cells.length} cells, the header has ${header.length}; row left out`
    : 'not CSV (a stray quote); row left out';
}
