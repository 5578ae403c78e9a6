import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { InputError } from '../../src/errors.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { ADDED_IN_2, COLUMN_NAMES, type LogRow, SCHEMA_VERSION } from '../../src/results/schema.js';
import { rejection } from '../support/rejection.js';
import { aRow } from '../support/row.js';
import { inScratch } from '../support/scratch.js';

/** Reads a file of the given text. */
async function reading(text: string | Buffer): Promise<{ rows: LogRow[]; problems: string[] }> {
  let result: { rows: LogRow[]; problems: string[] } | undefined;
  await inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    writeFileSync(path, text);
    const { rows, problems } = await readLog(path);
    result = { rows, problems: problems.map(({ line, message }) => `${line ?? '-'}: ${message}`) };
  });
  return result!;
}

const file = (rows: LogRow[]): string => `${HEADER_LINE}\n${formatRows(rows)}`;

test('an empty file has no rows', async () => {
  assert.equal(await reading(''), { rows: [], problems: [] });
});

test('no such file', async () => {
  const error = await rejection(readLog('/nowhere/log.csv'));
  assert.instance(error, InputError);
  assert.match(error.message, '/nowhere/log.csv does not exist');
});

test('rows come back typed, null where a cell is empty', async () => {
  const row = aRow({ ttft_ms: 12.25, error: null, dummy_weights: true, threads: null, temperature: 1e-7 });
  assert.equal(await reading(file([row])), { rows: [row], problems: [] });
});

test('columns in another order read the same', async () => {
  const text = `${[...COLUMN_NAMES].reverse().join(',')}\n${formatRows([aRow({ block: 3 })])
    .trim()
    .split(',')
    .reverse()
    .join(',')}\n`;
  assert.equal(await reading(text), { rows: [aRow({ block: 3 })], problems: [] });
});

test('a missing column that may be null reads as null and is reported; an unknown one is ignored and reported', async () => {
  const text = file([aRow()]).replace('queue_ms', 'mystery');
  const { rows, problems } = await reading(text);
  assert.equal(rows, [aRow()]);
  assert.equal(problems, [
    '-: no column queue_ms; what it would hold reads as null',
    '1: unknown column "mystery" ignored',
  ]);
});

test('a log of version 1 lacks nothing; one that has some of the later columns does', async () => {
  const without = (names: readonly string[]) => {
    const cells = Object.entries(aRow()).filter(([name]) => !names.includes(name));
    return `${cells.map(([name]) => name).join(',')}\n${cells.map(([, value]) => value ?? '').join(',')}\n`;
  };
  assert.equal(await reading(without(ADDED_IN_2)), { rows: [aRow()], problems: [] });
  assert.equal((await reading(without([...ADDED_IN_2, 'queue_ms']))).problems, [
    '-: no column queue_ms; what it would hold reads as null',
  ]);
  assert.match((await reading(without(['source']))).problems[0]!, /no column source;/);
});

test('the recorded sample, of version 1, reads without a word', async () => {
  for (const name of ['inference_logs', 'grid']) {
    const { problems } = await readLog(join(checkoutRoot, 'data', 'sample', `${name}.csv`));
    assert.equal(problems, []);
  }
});

test('a header without the columns every row needs is refused, naming them', async () => {
  const error = await rejection(reading('timestamp,mode\n2025-01-01,stream\n'));
  assert.instance(error, InputError);
  assert.match(error.message, 'lacks prompt_id, model_id');
});

test('two columns of one name are refused', async () => {
  const error = await rejection(reading(`${HEADER_LINE},mode\n`));
  assert.match(error.message, 'two columns named "mode"');
});

test('rows that cannot be trusted are left out, each with its line and reason', async () => {
  const good = aRow({ error: 'fine' });
  const line = formatRows([good]).trim();
  const broken = [
    line.replace(',0,', ',zero,'), // max_new_tokens
    `${line},1`,
    line.replace('fine', 'fi"ne'),
    formatRows([aRow({ schema_version: SCHEMA_VERSION + 1 })]).trim(),
    line.replace('false', 'no'),
    line.replace(',0,', ',1.5,'),
    line.replace(',0,', ',Infinity,'),
    line.replace(',0,', ',,'),
    line.replace(',stream,', ',telepathy,'),
    formatRows([aRow({ schema_version: SCHEMA_VERSION + 1 })])
      .trim()
      .replace(',stream,', ',telepathy,'),
  ];
  const { rows, problems } = await reading(`${HEADER_LINE}\n${[line, ...broken, line].join('\n')}\n`);
  assert.equal(rows, [good, good]);
  assert.equal(problems, [
    '3: column max_new_tokens holds no integer: "zero"; row left out',
    `4: ${COLUMN_NAMES.length + 1} cells, the header has ${COLUMN_NAMES.length}; row left out`,
    '5: not CSV (a stray quote); row left out',
    `6: schema_version ${SCHEMA_VERSION + 1} is newer than this streambatch knows (${SCHEMA_VERSION}): update streambatch to read it; row left out`,
    '7: column dummy_weights holds no boolean: "no"; row left out',
    '8: column max_new_tokens holds no integer: "1.5"; row left out',
    '9: column max_new_tokens holds no integer: "Infinity"; row left out',
    '10: column max_new_tokens holds no integer: ""; row left out',
    '11: column mode holds none of stream, batch: "telepathy"; row left out',
    `12: schema_version ${SCHEMA_VERSION + 1} is newer than this streambatch knows (${SCHEMA_VERSION}): update streambatch to read it; row left out`,
  ]);
});

test('an unclosed quote spoils its own line only', async () => {
  const line = formatRows([aRow()]).trim();
  const { rows, problems } = await reading(`${HEADER_LINE}\n"${line}\n${line}\n${line}\n`);
  assert.is(rows.length, 2);
  assert.equal(problems, ['2: not CSV (a stray quote); row left out']);
});

test('a torn tail is left out and reported', async () => {
  const text = file([aRow(), aRow()]);
  assert.equal(await reading(text.slice(0, -1)), {
    rows: [aRow()],
    problems: [`3: torn row of ${formatRows([aRow()]).length - 1} bytes left out (no final newline)`],
  });
});

test('bytes that are no UTF-8 spoil their row only', async () => {
  const honest = aRow({ error: '\ufffd' });
  const text = Buffer.from(file([aRow({ error: '~' }), honest]));
  text[text.indexOf('~')] = 0xff;
  const { rows, problems } = await reading(text);
  assert.equal(problems, ['2: bytes that are not UTF-8; row left out']);
  assert.equal(rows, [honest]);
});

test('logs that were put together: a header in the middle is no row', async () => {
  const { rows, problems } = await reading(file([aRow()]) + file([aRow()]));
  assert.equal(rows, [aRow(), aRow()]);
  assert.equal(problems, ['3: the header once more; row left out']);
});

test.run();
