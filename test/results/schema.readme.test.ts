import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FLAGS } from '../../src/results/flags.js';
import { columnsTable } from './columns.js';

const readme = readFileSync(new URL('../../data/README.md', import.meta.url), 'utf8');

test('data/README.md documents every column as the schema has it', () => {
  assert.ok(
    readme.includes(columnsTable()),
    'put the output of `npx tsx test/results/columns.ts` into data/README.md',
  );
});

test('data/README.md documents every validity flag', () => {
  for (const [flag, reason] of Object.entries(FLAGS)) {
    assert.ok(readme.includes(`| \`${flag}\` | ${reason} |`), `${flag}: ${reason}`);
  }
});

test.run();
