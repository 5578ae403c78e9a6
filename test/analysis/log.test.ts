import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadLog } from '../../src/analysis/log.js';
import { openLog } from '../../src/results/log.js';
import { inScratch } from '../results/scratch.js';
import { row } from './rows.js';

const test = suite('analysis/log');

async function written(folder: string, rows = [row(), row({ block: 1 })]): Promise<string> {
  const log = await openLog(join(folder, 'log.csv'), { warn: assert.unreachable });
  await log.append(rows);
  await log.close();
  return log.path;
}

test('a log becomes a frame and rows, and says where it is from', () =>
  inScratch(async (folder) => {
    const path = await written(folder);
    const log = await loadLog(path);
    assert.is(log.frame.shape[0], 2);
    assert.equal(log.rows, [row(), row({ block: 1 })]);
    assert.equal(log.notes, [`2 requests from ${path}.`]);
  }));

test('what cannot be used is left out and named', () =>
  inScratch(async (folder) => {
    const path = await written(folder, [row(), row({ total_latency_ms: -1 })]);
    writeFileSync(path, 'torn,line\n', { flag: 'a' });
    const { rows, notes } = await loadLog(path);
    assert.is(rows.length, 1);
    assert.match(notes.join('\n'), /Line 4: .*\n1 row set aside: latency is not positive/);
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

test('a file that is no log, or is not there, is refused by name', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, 'a,b\n1,2\n');
    await assertRejects(loadLog(path), /other\.csv is not a log of streambatch: its header lacks timestamp/);
    await assertRejects(loadLog(join(folder, 'none.csv')), /none\.csv/);
  }));

async function assertRejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const outcome = await promise.then(
    () => 'loaded',
    (error: Error) => error.message,
  );
  assert.match(outcome, message);
}

test.run();
