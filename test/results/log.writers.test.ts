import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import type { LogRow } from '../../src/results/schema.js';
import { ageLock, killAfter, startWriter, WRITER } from '../support/children.js';
import { aRow } from '../support/row.js';
import { inScratch } from '../support/scratch.js';

const upTo = (n: number): number[] => [...Array(n).keys()];

/** Indices that one writer's rows carry, in the order of the file. */
const indicesOf = (rows: readonly LogRow[], name: string): number[] =>
  rows.filter((row) => row.run_id === name).map((row) => row.request_index);

test('several processes at once: every row whole, none lost, none twice, each writer in order', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const children = names.map((name) => startWriter(path, name, 30, 3));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]));
    assert.equal(
      codes,
      names.map(() => 0),
    );
    const { rows, problems } = await readLog(path);
    assert.equal(problems, []);
    assert.is(rows.length, names.length * 90);
    for (const name of names) assert.equal(indicesOf(rows, name), upTo(90));
  }));

test('writers killed at any moment: every append they reported is there, and nothing torn stays', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const reported: number[] = [];
    for (let round = 0; round < 12; round++) {
      const writer = startWriter(path, `round ${round}`, 1000, 100);
      reported.push((await killAfter(writer, 1 + ((round * 7) % 23))) * 100);
      ageLock(path);
      const log = await openLog(path, { warn: () => undefined });
      await log.append([aRow({ run_id: 'after' })]);
    }
    const { rows, problems } = await readLog(path);
    assert.equal(problems, []);
    for (const [round, least] of reported.entries()) {
      const indices = indicesOf(rows, `round ${round}`);
      assert.equal(indices, upTo(indices.length));
      assert.ok(indices.length >= least, `round ${round} lost rows it had reported`);
    }
    assert.is(indicesOf(rows, 'after').length, 12);
  }));

test('a writer killed among others: they take over its lock and go on', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const others = ['a', 'b'].map((name) => startWriter(path, name, 200, 10));
    const victim = killAfter(startWriter(path, 'victim', 1000, 10), 10);
    await Promise.all([victim, ...others.map((child) => once(child, 'close'))]);
    const { rows } = await readLog(path);
    const indices = indicesOf(rows, 'victim');
    assert.equal(indices, upTo(indices.length));
    assert.ok(indices.length >= (await victim) * 10);
    assert.equal(indicesOf(rows, 'a'), upTo(2000));
    assert.equal(indicesOf(rows, 'b'), upTo(2000));
  }));

test('a full disk: the error says so, and the rows before it stay whole', () =>
  inScratch((folder) => {
    // A limit on the size of files stands in for the disk: the write takes what fits, then fails.
    const path = join(folder, 'log.csv');
    const command = `ulimit -f 40; exec "${process.execPath}" --import tsx "${WRITER}" "${path}" full 1000 7`;
    const { stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    assert.match(stderr, `no room to append to ${path}`);
    assert.ok(statSync(path).size > 20_000);
    assert.ok(readFileSync(path, 'utf8').endsWith('\n'));
  }));

for (const there of [true, false]) {
  test(`a file that may not be written is named; it is there: ${there}`, () =>
    inScratch(async (folder) => {
      const path = join(folder, 'log.csv');
      if (there) writeFileSync(path, '', { mode: 0o444 });
      chmodSync(folder, 0o555);
      // Root may write anything, so it is nobody for as long as the log is opened.
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid!(65_534);
      const error = await openLog(path)
        .then(
          () => undefined,
          (reason: Error) => reason,
        )
        .finally(() => isRoot && process.seteuid!(0));
      chmodSync(folder, 0o755);
      assert.instance(error, InputError);
      assert.match(error!.message, `${path} cannot be written`);
    }));
}

test.run();
