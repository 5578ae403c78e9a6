import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/results/column.js';
import type { CellValue } from '../../src/results/csv-value.js';
import { escapeText, unescapeText } from '../../src/results/escape.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows, openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { COLUMN_NAMES, COLUMNS, type ColumnType, type LogRow } from '../../src/results/schema.js';
import { fc } from '../support/fast-check.js';
import { aRow } from '../support/row.js';
import { inScratch } from '../support/scratch.js';

/** Any UTF-16 at all: lone surrogates, controls, quotes, commas, backslashes, newlines. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc
    .array(
      fc.constantFrom(
        '\\',
        '"',
        ',',
        '\n',
        '\r',
        '\0',
        '\\n',
        '\\u00',
        '\\&',
        '\ufeff',
        '\u2028',
        ' ',
        '=',
        '',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
);

const valueFor: Record<Exclude<ColumnType, 'enum'>, fc.Arbitrary<CellValue>> = {
  string: anyText,
  number: fc.double({ noDefaultInfinity: true, noNaN: true }).map((x): number => x + 0),
  integer: fc.maxSafeInteger(),
  boolean: fc.boolean(),
};

const anyRow: fc.Arbitrary<LogRow> = fc
  .record(
    Object.fromEntries(
      COLUMN_NAMES.map((name) => {
        const { type, nullable, values = [] }: Column = COLUMNS[name];
        const value = type === 'enum' ? fc.constantFrom(...values) : valueFor[type];
        return [name, nullable && name !== 'source' ? fc.option(value) : value];
      }),
    ),
  )
  .map((cells) => aRow({ ...cells, schema_version: 1 }));

test('any text is one line of valid UTF-8 and comes back the same', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, nullable) => {
      const escaped = escapeText(text, nullable);
      assert.not.match(escaped, /\p{Cc}/u);
      assert.is(Buffer.from(escaped).toString(), escaped);
      assert.ok(escaped !== '' || (text === '' && !nullable));
      assert.is(unescapeText(escaped), text);
    }),
    { numRuns: 2000 },
  );
});

test('escapes, by hand', () => {
  assert.is(escapeText('C:\\new "line"\n\0\ud800é', false), 'C:\\\\new "line"\\n\\u0000\\ud800é');
  assert.is(escapeText('', true), '\\&');
  assert.is(unescapeText('100\\% \\u12'), '100\\% \\u12');
});

test('any rows: the log parses, loses nothing, repeats nothing', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (rows) => {
        writeFileSync(path, `${HEADER_LINE}\n${formatRows(rows)}`);
        assert.is(readFileSync(path, 'utf8').split('\n').length, rows.length + 2);
        assert.equal(await readLog(path), { rows, problems: [] });
      }),
      { numRuns: 200 },
    );
  }));

test('100 kB in one cell', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const row = aRow({ error: '"\u{1f600}\n,'.repeat(20_000) });
    await (await openLog(path)).append([row, row]);
    assert.equal(await readLog(path), { rows: [row, row], problems: [] });
  }));

test('any interleaving of whole and torn appends keeps every whole one', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const append = fc.record({
      rows: fc.array(anyRow, { minLength: 1, maxLength: 3 }),
      tornAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(append, { maxLength: 5 }), async (appends) => {
        writeFileSync(path, '');
        const warnings: string[] = [];
        const log = await openLog(path, { warn: (message) => warnings.push(message) });
        const expected: LogRow[] = [];
        for (const { rows, tornAt } of appends) {
          if (tornAt === null) {
            await log.append(rows);
            expected.push(...rows);
          } else {
            // A kill in mid write leaves the first bytes of it; rows whole by then are kept.
            await log.append([]);
            const bytes = Buffer.from(formatRows(rows));
            const written = bytes.subarray(0, Math.floor(tornAt * bytes.length));
            appendFileSync(path, written);
            expected.push(...rows.slice(0, written.toString('latin1').split('\n').length - 1));
          }
        }
        await log.append([]);
        assert.equal(await readLog(path), { rows: expected, problems: [] });
      }),
      { numRuns: 40 },
    );
  }));

test.run();
