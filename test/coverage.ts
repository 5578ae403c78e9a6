/**
 * `npm run coverage [-- --unit] [filter…]`: runs the tests as `test/run.ts` does, and prints for each room of `src/` how many
 * lines of code ran in any of their processes. Processes that are killed tell nothing; a line that ran need not be right.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { cacheFolder, checkoutRoot } from '../src/checkout.mjs';
import { groups } from '../src/group-by.js';
import { addPlain, type Lines } from './coverage/lines.js';
import { type ProcessCoverage, Tally } from './coverage/tally.js';
import { sources } from './rooms/sources.js';

/** Code that is left when types are gone: such a file is loaded, or nothing of it runs. */
const HAS_CODE = /^(?:export )?(?:const|let|function|async|class|await|new) /m;

interface Count {
  readonly room: string;
  readonly lines: number;
  readonly ran: number;
}

/** Lines of a file that no process loaded, as they stand. */
function unloadedLines(text: string): Lines {
  const lines: Lines = new Map();
  if (HAS_CODE.test(text)) addPlain(lines, text, new Uint8Array(text.length));
  return lines;
}

function countFiles(loaded: ReadonlyMap<string, Lines>): Count[] {
  return sources().map(({ file, text }) => {
    const lines = [...(loaded.get(file) ?? unloadedLines(text)).values()];
    const room = file.includes('/') ? file.split('/')[0]! : '(top)';
    return { room, lines: lines.length, ran: lines.filter((didRun) => didRun).length };
  });
}

function row(name: string, counts: readonly Count[]): (string | number)[] {
  const lines = counts.reduce((sum, count) => sum + count.lines, 0);
  const ran = counts.reduce((sum, count) => sum + count.ran, 0);
  return [name, counts.length, lines, ran, `${((100 * ran) / Math.max(1, lines)).toFixed(1)} %`];
}

function show(loaded: ReadonlyMap<string, Lines>): void {
  const counts = countFiles(loaded);
  const table = new Table({
    head: ['src/', 'files', 'lines of code', 'ran', ''],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right'],
  });
  for (const room of groups(counts, (count) => count.room)) table.push(row(room[0]!.room, room));
  table.push(row('total', counts));
  console.log(`${table}`);
}

function main(args: readonly string[]): void {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(join(cacheFolder, 'coverage-'));
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', ...args], {
    cwd: checkoutRoot,
    env: { ...process.env, NODE_V8_COVERAGE: folder },
    stdio: 'inherit',
  });
  const tally = new Tally(join(checkoutRoot, 'src'));
  for (const name of readdirSync(folder))
    tally.add(JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProcessCoverage);
  rmSync(folder, { recursive: true });
  show(tally.lines());
  process.exitCode = status ?? 1;
}

main(process.argv.slice(2));
