import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutRoot } from '../../../src/checkout.mjs';
import type { Flag } from '../../../src/results/flags.js';

const FOLDER = join(checkoutRoot, '.cache', 'bench');

/** Which run of a benchmark measured it: turns of one run and round belong together. */
export interface Turn {
  /** When the run started, ISO 8601. */
  readonly run: string;
  readonly round: number;
  /** What disturbed it (`validityWatch`). */
  readonly flags: readonly Flag[];
}

const DISTURBED: readonly Flag[] = ['cpu-busy', 'cpu-steal'];

/** Those during which nobody else used the CPU, and a sentence on the others. */
export function undisturbed<T extends Turn>(turns: readonly T[]): { calm: T[]; note: string } {
  const calm = turns.filter(({ flags }) => !flags.some((flag) => DISTURBED.includes(flag)));
  const left = turns.length - calm.length;
  return { calm, note: `${left} of ${turns.length} turns left out: others used the CPU during them` };
}

/** Appends to `.cache/bench/<name>.jsonl`, so that one table can be made of several short runs, and of one that was cut short. */
export async function keepTurn<T extends Turn>(name: string, turn: T): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await appendFile(join(FOLDER, `${name}.jsonl`), `${JSON.stringify(turn)}\n`);
}

/** What the runs since then have measured; `since` as ISO 8601, or its beginning. */
export async function keptTurns<T extends Turn>(name: string, since: string): Promise<T[]> {
  const path = join(FOLDER, `${name}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as T).filter(({ run }) => run >= since);
}
