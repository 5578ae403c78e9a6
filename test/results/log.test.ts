import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows, openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { COLUMN_NAMES, type LogRow } from '../../src/results/schema.js';
import { ageLock } from '../support/children.js';
import { rejection } from '../support/rejection.js';
import { aRow } from '../support/row.js';
import { inScratch } from '../support/scratch.js';

const silent = (message: string): never => assert.unreachable(`unexpected warning: ${message}`) as never;

async function append(path: string, rows: LogRow[], warn: (message: string) => void = silent): Promise<void> {
  const log = await openLog(path, { warn });
  await log.append(rows);
  await log.close();
}

test('opening makes folders, the file and its header', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'a/b/log.csv');
    await append(path, []);
    assert.is(readFileSync(path, 'utf8'), `${HEADER_LINE}\n`);
    assert.equal(await readLog(path), { rows: [], problems: [] });
    assert.not(existsSync(`${path}.lock`));
  }));

test('an empty file gets a header; appending again repeats none', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    writeFileSync(path, '');
    await append(path, [aRow({ request_index: 0 })]);
    await append(path, [aRow({ request_index: 1 })]);
    const { rows, problems } = await readLog(path);
    assert.equal(problems, []);
    assert.equal(rows, [aRow({ request_index: 0 }), aRow({ request_index: 1 })]);
  }));

test('appends of one writer keep their order', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const log = await openLog(path, { warn: silent });
    for (let i = 0; i < 20; i++) void log.append([aRow({ request_index: i })]);
    await log.close();
    const { rows } = await readLog(path);
    assert.equal(
      rows.map((row) => row.request_index),
      [...Array(20).keys()],
    );
  }));

test('a byte order mark and CRLF endings are no foreign header', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    writeFileSync(path, `\ufeff${HEADER_LINE}\r\n${formatRows([aRow()]).replace('\n', '\r\n')}`);
    await append(path, [aRow({ request_index: 1 })]);
    const { rows, problems } = await readLog(path);
    assert.equal(problems, []);
    assert.equal(rows, [aRow(), aRow({ request_index: 1 })]);
  }));

test('a foreign header is refused, naming the column, and the file stays as it is', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const foreign = 'timestamp,mode,prompt_id,model_id\n2025-01-01,stream,1,gpt2\n2025-01-02,stre';
    writeFileSync(path, foreign);
    const error = await rejection(append(path, [aRow()]));
    assert.instance(error, InputError);
    assert.match(error.message, path);
    assert.match(error.message, 'column 5 is nothing, expected "device"');
    assert.match(error.message, 'rename the file, or write to another one');
    assert.is(readFileSync(path, 'utf8'), foreign);
  }));

test('a foreign file without any newline is refused, not cut', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    writeFileSync(path, 'my diary');
    assert.instance(await rejection(append(path, [aRow()])), InputError);
    assert.is(readFileSync(path, 'utf8'), 'my diary');
  }));

test('a log with one column more or two swapped is refused', () =>
  inScratch(async (folder) => {
    const swapped = HEADER_LINE.replace('timestamp,mode', 'mode,timestamp');
    for (const [header, expected] of [
      [`${HEADER_LINE},extra`, `column ${COLUMN_NAMES.length + 1} is "extra", expected nothing`],
      [HEADER_LINE.replace('mode', 'Mode'), 'column 2 is "Mode", expected "mode"'],
    ] as const) {
      const path = join(folder, 'log.csv');
      writeFileSync(path, `${header}\n`);
      assert.match((await rejection(openLog(path))).message, expected);
    }
    const path = join(folder, 'swapped.csv');
    writeFileSync(path, `${swapped}\n`);
    await append(path, [aRow()], () => undefined); // same columns: reordered by migration
    assert.is(readFileSync(path, 'utf8').split('\n')[0], HEADER_LINE);
  }));

test('an older log is migrated: new columns empty, the old file kept, the user told', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const old = COLUMN_NAMES.filter((name) => name !== 'ttft_ms' && name !== 'queue_ms');
    const row = aRow({ error: 'a, "b"\n', schema_version: 0 });
    const cells =
      formatRows([row]).replace('""b""', 'b').length > 0 ? old.map((name) => cell(row, name)) : [];
    const before = `${old.join(',')}\n${cells.join(',')}\n`;
    writeFileSync(path, before);
    const warnings: string[] = [];
    await append(path, [aRow({ ttft_ms: 5 })], (message) => warnings.push(message));
    const { rows, problems } = await readLog(path);
    assert.equal(problems, []);
    assert.equal(rows, [aRow({ error: 'a, "b"\n' }), aRow({ ttft_ms: 5 })]);
    assert.is(warnings.length, 1);
    assert.match(warnings[0]!, 'migrated 1 row to version');
    assert.match(warnings[0]!, 'ttft_ms, queue_ms');
    const backup = readdirSync(folder).find((name) => name.includes('before'))!;
    assert.is(readFileSync(join(folder, backup), 'utf8'), before);
  }));

/** One cell as it stands in a file, by hand. */
function cell(row: LogRow, name: keyof LogRow): string {
  if (name === 'error') return '"a, ""b""\\n"';
  return row[name] === null ? '' : String(row[name]);
}

test('a torn tail is cut at the next append, whatever its length, and the loss is told', () =>
  inScratch(async (folder) => {
    const first = `${HEADER_LINE}\n${formatRows([aRow({ error: 'é"\n' })])}`;
    const torn = Buffer.from(formatRows([aRow({ error: 'torn, "ü"' })]));
    for (const bytes of [1, 2, 40, torn.length - 40, torn.length - 2, torn.length - 1]) {
      const path = join(folder, `${bytes}.csv`);
      writeFileSync(path, first);
      appendFileSync(path, torn.subarray(0, bytes));
      const warnings: string[] = [];
      await append(path, [aRow({ request_index: 7 })], (message) => warnings.push(message));
      assert.is(readFileSync(path, 'utf8'), first + formatRows([aRow({ request_index: 7 })]));
      assert.is(warnings.length, 1);
      assert.match(warnings[0]!, `cut ${bytes} bytes`);
    }
  }));

test('a header torn at any byte is written anew', () =>
  inScratch(async (folder) => {
    for (const bytes of [1, 9, HEADER_LINE.length - 1, HEADER_LINE.length]) {
      const path = join(folder, `${bytes}.csv`);
      writeFileSync(path, HEADER_LINE.slice(0, bytes));
      await append(path, [aRow()], () => undefined);
      assert.is(readFileSync(path, 'utf8'), `${HEADER_LINE}\n${formatRows([aRow()])}`);
    }
  }));

test('a log deleted during a run is begun again', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const log = await openLog(path, { warn: silent });
    writeFileSync(path, '');
    await log.append([aRow()]);
    assert.equal((await readLog(path)).rows, [aRow()]);
  }));

test('the lock of a killed writer is taken over', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    mkdirSync(`${path}.lock`);
    ageLock(path);
    await append(path, [aRow()]);
    assert.is((await readLog(path)).rows.length, 1);
  }));

test('a link and its target share one lock', () =>
  inScratch(async (folder) => {
    await append(join(folder, 'log.csv'), []);
    symlinkSync(join(folder, 'log.csv'), join(folder, 'link.csv'));
    const log = await openLog(join(folder, 'link.csv'), { warn: silent });
    assert.is(log.path, (await openLog(join(folder, 'log.csv'))).path);
  }));

test('what a column cannot hold is refused before anything is written', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const log = await openLog(path, { warn: silent });
    const bad = [{ total_latency_ms: Number.NaN }, { ttft_ms: Number.POSITIVE_INFINITY }, { block: 1.5 }];
    for (const cells of bad) {
      const [name] = Object.keys(cells);
      assert.match((await rejection(log.append([aRow(), aRow(cells)]))).message, `column ${name}`);
    }
    assert.match((await rejection(log.append([aRow({ mode: null as never })]))).message, 'column mode');
    await log.append([aRow()]);
    assert.is((await readLog(path)).rows.length, 1);
  }));

test('a folder in place of the file, and a file in place of the folder, are named', () =>
  inScratch(async (folder) => {
    const asFolder = await rejection(openLog(folder));
    assert.instance(asFolder, InputError);
    assert.match(asFolder.message, 'is not a file');
    writeFileSync(join(folder, 'file'), '');
    assert.match((await rejection(openLog(join(folder, 'file/log.csv')))).message, 'is not a file');
  }));

test.run();
