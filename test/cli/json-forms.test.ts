import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reportAb } from '../../src/ab/report.js';
import type { Side } from '../../src/ab/side.js';
import { JSON_FORMS } from '../../src/cli/json-forms.js';
import { runProgram } from '../../src/cli/run-program.js';
import { asJson } from '../../src/cli/run-report.js';
import { reportLoad } from '../../src/load/load-report.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows } from '../../src/results/log.js';
import { playLog } from '../support/compared-logs.js';
import { offset } from '../support/instrument-offset.js';
import { playLoad } from '../support/played-loads.js';
import { printedBy } from '../support/printed.js';
import { continuous, crafted, wholeOf } from '../support/rows.js';
import { inScratch } from '../support/scratch.js';

const cli = (...args: string[]) =>
  printedBy(() => runProgram(args)).finally(() => {
    process.exitCode = undefined;
  });

/** What the form does not know of: to be written there, or it is nothing that a program may rely on. */
function unknownFields(printed: unknown, read: unknown, path = ''): string[] {
  if (typeof printed !== 'object' || printed === null) return [];
  return Object.entries(printed).flatMap(([name, value]) => {
    const here = `${path}.${name}`;
    const inner = (read as Record<string, unknown>)[name];
    return inner === undefined ? [here] : unknownFields(value, inner, here);
  });
}

function assertForm(verb: keyof typeof JSON_FORMS, text: string): void {
  const printed = JSON.parse(text);
  const { data, error } = JSON_FORMS[verb].safeParse(printed);
  assert.is(error?.message, undefined);
  assert.equal(unknownFields(printed, data), [], 'fields that the form does not name');
}

const rows = playLog({});
const STREAMED = { way: continuous(8), totalMs: 120, tps: 600 };
const WHOLE = { way: wholeOf(8), totalMs: 100, tps: 720 };
const instrument = offset(0.1);

test('run prints what its form says', () => {
  assert.ok(asJson({ runId: 'r', rows }, 'log.csv').includes('"throughputTps": {'), 'cells to look at');
  assertForm('run', asJson({ runId: 'r', rows, instrument }, 'log.csv'));
  const priced = asJson({ runId: 'r', rows: crafted([STREAMED, WHOLE]) }, 'log.csv');
  assert.ok(priced.includes('"decision": "costs"'), 'a price to look at');
  assertForm('run', priced);
});

test('load prints what its form says, and null where it is too short to say', () => {
  const result = { outcomes: [], startedAtMs: 0, endedAtMs: 1000, meanInFlight: 0 };
  const report = reportLoad(result, { ttftMs: 1 }, 4);
  assertForm('load', JSON.stringify({ stream: report }));
});

test('compare prints what its form says', () =>
  inScratch(async (folder) => {
    const [base, next] = ['base', 'next'].map((name, seed) => {
      const path = join(folder, `${name}.csv`);
      writeFileSync(
        path,
        `${HEADER_LINE}\n${formatRows([...playLog({ seed: seed + 1 }), ...playLoad({ noise: seed + 1 })])}`,
      );
      return path;
    }) as [string, string];
    assertForm('compare', await cli('compare', base, next, '--json'));
  }));

test('ab prints what its form says', () => {
  const played = { runId: 'r', log: 'log.csv', config: { backend: { model: 'm' } }, rows };
  const side = (name: string) => ({ ...played, named: { name, where: 'http://host' } }) as unknown as Side;
  const report = reportAb({ a: side('A'), b: side('B') }, { blocks: 12, blocksLeft: 0 }, 0.05);
  assert.ok(report.comparisons.some(({ decidedAfter }) => decidedAfter !== null));
  assertForm('ab', JSON.stringify(report));
});

test('env prints what its form says', async () => {
  assertForm('env', await cli('env', '--json'));
});

for (const verb of Object.keys(JSON_FORMS)) {
  test(`schema ${verb} is a JSON schema`, async () => {
    const schema = JSON.parse(await cli('schema', verb));
    assert.match(schema.$schema, 'json-schema.org');
    assert.is(schema.type, 'object');
    assert.not.match(JSON.stringify(schema), '"additionalProperties":false');
  });
}

test.run();
