import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

const FOLDER = join(checkoutRoot, '.cache', 'bench');

/** Which run of a benchmark measured it: turns of one run and round belong together. */
export interface Turn {
  /** When the run started, ISO 8601. */
  readonly run: string;
  readonly round: number;
}

/** Appends to `.cache/bench/<name>.jsonl`, a line a turn, so that one table can be made of several short runs. */
export async function keepTurns(name: string, turns: readonly Turn[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await appendFile(join(FOLDER, `${name}.jsonl`), turns.map((turn) => `${JSON.stringify(turn)}\n`).join(''));
}

/** What the runs since then have measured; `since` as ISO 8601, or its beginning. */
export async function keptTurns<T extends Turn>(name: string, since: string): Promise<T[]> {
  const path = join(FOLDER, `${name}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as T).filter(({ run }) => run >= since);
}
