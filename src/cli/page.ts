import { wrap } from './wrap.js';

/** What is written on: how wide it is, and whether lines are to be broken for it. */
export interface Page {
  readonly columns: number;
  readonly breaksLines: boolean;
}

/** Columns of a table for who reads a pipe or a file; sentences stay in one line each there, for `grep`. */
const ELSEWHERE = 120;

/** The terminal that a stream goes to, or what stands in for one. */
export const pageOf = ({ isTTY, columns }: { isTTY?: boolean; columns?: number }): Page =>
  isTTY && columns ? { columns, breaksLines: true } : { columns: ELSEWHERE, breaksLines: false };

/** Lines of a text that fit the page; the later lines of a list's item stand under its first word. */
export function fitted(text: string, { columns, breaksLines }: Page): string {
  if (!breaksLines) return text;
  const indentOf = (line: string) => ' '.repeat(/^ *([-?] )?/.exec(line)![0].length);
  return text
    .split('\n')
    .flatMap((line) => wrap(line, columns, indentOf(line)))
    .join('\n');
}
