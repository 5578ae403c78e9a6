import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadLog } from '../../../src/analysis/rows/load-log.js';
import { openLog } from '../../../src/results/log.js';
import type { LogRow } from '../../../src/results/schema.js';
import { row } from '../../support/rows.js';
import { inScratch } from '../../support/scratch.js';

const test = suite('analysis/log');

async function written(folder: string, rows = [row(), row({ block: 1 })]): Promise<string> {
  const log = await openLog(join(folder, 'log.csv'), { warn: assert.unreachable });
  await log.append(rows);
  await log.close();
  return log.path;
}

const plain = (rows: readonly LogRow[]) => JSON.parse(JSON.stringify(rows));

test('a log becomes a frame and rows, and says where it is from', () =>
  inScratch(async (folder) => {
    const path = await written(folder);
    const log = await loadLog(path);
    assert.is(log.frame.shape[0], 2);
    assert.equal(plain(log.rows), [row(), row({ block: 1 })]);
    assert.equal(log.notes, [`2 requests from ${path}.`]);
  }));

test('what cannot be used is left out and named', () =>
  inScratch(async (folder) => {
    const path = await written(folder, [row(), row({ total_latency_ms: -1 })]);
    writeFileSync(path, 'torn,line\n', { flag: 'a' });
    const { rows, notes } = await loadLog(path);
    assert.is(rows.length, 1);
    assert.match(notes.join('\n'), /Line 4: .*\n1 row set aside: total_latency_ms is negative/);
  }));

test('the environment names a log', () =>
  inScratch(async (folder) => {
    process.env.STREAMBATCH_LOG = await written(folder);
    try {
      assert.is((await loadLog()).path, process.env.STREAMBATCH_LOG);
    } finally {
      delete process.env.STREAMBATCH_LOG;
    }
  }));

test('a file that is no log, or is not there: no rows, and why', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, 'a,b\n1,2\n');
    for (const [chosen, why] of [
      [path, /^Nothing was loaded: .*other\.csv is not a log of streambatch: its header lacks timestamp/],
      [join(folder, 'none.csv'), /^Nothing was loaded: .*none\.csv does not exist; check the path/],
      [folder, /^Nothing was loaded: .* is not a file/],
    ] as const) {
      const { rows, frame, notes } = await loadLog(chosen);
      assert.equal([rows.length, frame.shape[0], notes.length], [0, 0, 1]);
      assert.match(notes[0]!, why);
    }
  }));

test('many problems: by kind, a few lines of each named, then how many more', () =>
  inScratch(async (folder) => {
    const path = await written(folder);
    writeFileSync(path, 'torn,line\n'.repeat(9), { flag: 'a' });
    const { notes } = await loadLog(path);
    assert.match(
      notes.slice(1).join('\n'),
      /^Lines 4, 5, 6 and 6 more: 2 cells, the header has \d+; row left out\.$/,
    );
    writeFileSync(path, [1, 2, 3, 4, 5, 6, 7].map((n) => `${'x,'.repeat(n)}\n`).join(''), { flag: 'a' });
    assert.is((await loadLog(path)).notes.at(-1), '2 more lines left out for the like.');
  }));

test('of a large log the frame holds whole blocks, and that is said; the rows are all there', () =>
  inScratch(async (folder) => {
    const blocks = Array.from({ length: 101 }, (_, block) => Array(200).fill(row({ block })));
    const { rows, frame, notes } = await loadLog(await written(folder, blocks.flat()));
    assert.is(rows.length, 20_200);
    assert.is(frame.shape[0], 20_000);
    assert.match(notes[1]!, /frame holds 20000 of them, drawn at random in whole blocks .* made of all/);
  }));

test.run();
