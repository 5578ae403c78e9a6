import type { WriteStream } from 'node:tty';
import { wrap } from './wrap.js';

/** Most rows that it takes: as many as a verdict of three sentences needs at 80 columns, and a few more. */
const ROWS = 9;

const CLEAR_BELOW = '\x1b[J';
const up = (rows: number): string => (rows > 0 ? `\x1b[${rows}A` : '');

/** What of a terminal it needs. */
export type Terminal = Pick<WriteStream, 'write' | 'columns' | 'rows'>;

/** Lines under the one that the cursor is in, drawn anew in their place. */
export class Panel {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Makes room below, so that nothing scrolls later: who saved the cursor finds it where it was. */
  reserve(): void {
    const rows = this.#mostRows();
    this.#terminal.write('\n'.repeat(rows) + up(rows));
  }

  show(sentences: readonly string[]): void {
    const columns = this.#terminal.columns || 80;
    const lines = sentences
      .flatMap((text) => wrap(` ${text}`, columns - 1, '   '))
      .slice(0, this.#mostRows());
    this.#terminal.write(`\n${CLEAR_BELOW}${lines.join('\n')}${up(lines.length)}\r`);
  }

  clear(): void {
    this.#terminal.write(CLEAR_BELOW);
  }

  #mostRows(): number {
    return Math.min(ROWS, Math.max(0, (this.#terminal.rows || 24) - 2));
  }
}
