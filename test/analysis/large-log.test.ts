import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleBlocks } from '../../src/analysis/large-log.js';
import { openLog } from '../../src/results/log.js';
import type { LogRow } from '../../src/results/schema.js';
import { inScratch } from '../results/scratch.js';
import { batchOf, crafted, STREAMING } from './rows.js';

const test = suite('analysis/large-log');

const truths = [
  { way: STREAMING, totalMs: 400, tps: 80, changes: { error: 'said "no", twice' } },
  { way: batchOf(8), totalMs: 1200, tps: 240 },
];
/** 10 runs of 5 blocks of 2 rows. */
const rows = Array.from({ length: 10 }, (_, run) =>
  crafted(truths).map((row): LogRow => ({ ...row, run_id: `it's run ${run}` })),
).flat();

async function written(folder: string): Promise<string> {
  const log = await openLog(join(folder, 'log.csv'));
  await log.append(rows);
  await log.close();
  return log.path;
}

test('whole blocks, as many as fit, their rows as they were written', () =>
  inScratch(async (folder) => {
    const sample = await sampleBlocks(await written(folder), 21);
    assert.equal([sample.allRows, sample.allBlocks, sample.blocks], [100, 50, 10]);
    assert.is(sample.rows.length, 20);
    assert.equal(sample.problems, []);
    for (const row of sample.rows) {
      const original = rows.find(
        (one) => one.run_id === row.run_id && one.block === row.block && one.mode === row.mode,
      );
      assert.equal(row, original);
      assert.ok(sample.rows.some((other) => other.mode !== row.mode && other.block === row.block));
    }
  }));

test('the same seed draws the same blocks; everything, where everything fits', () =>
  inScratch(async (folder) => {
    const path = await written(folder);
    const keys = async (most: number) =>
      (await sampleBlocks(path, most)).rows.map(({ run_id, block }) => `${run_id} ${block}`).sort();
    assert.equal(await keys(20), await keys(20));
    assert.is((await keys(1000)).length, 100);
  }));

test('a torn last line is left out', () =>
  inScratch(async (folder) => {
    const path = await written(folder);
    writeFileSync(path, '2026-11-24T12:00:00.000Z,stream,p', { flag: 'a' });
    assert.is((await sampleBlocks(path, 1000)).rows.length, 100);
  }));

test.run();
