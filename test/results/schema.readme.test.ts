import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsTable } from './columns.js';

test('data/README.md documents every column as the schema has it', () => {
  const readme = readFileSync(new URL('../../data/README.md', import.meta.url), 'utf8');
  assert.ok(
    readme.includes(columnsTable()),
    'put the output of `npx tsx test/results/columns.ts` into data/README.md',
  );
});

test.run();
