import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { allExamples, examplesIn, toProgram, writePrograms } from './examples.js';

const folder = join(checkoutRoot, '.cache', 'examples');
const examples = allExamples();
const programs = writePrograms(examples, folder);

test('an example becomes a program whose claims are checked', () => {
  const source = [
    '/**',
    ' * Adds.',
    ' * @example',
    ' * ```ts',
    " * import { add } from 'streambatch';",
    ' *',
    ' * add(1, 1); // → 2',
    ' * add(1,',
    ' *   2);',
    ' * add(2, 2);',
    ' * // → 4',
    ' * ```',
    ' */',
  ].join('\n');
  const [example] = examplesIn(source, 'src/add.ts');
  assert.is(example?.place, 'src/add.ts:3');
  const program = toProgram(example!, join(checkoutRoot, 'a', 'b'));
  assert.match(program, "import { add } from '../../src/index.js';");
  assert.match(program, 'same(add(1, 1), 2);');
  assert.match(program, 'same(add(2, 2), 4);');
});

test('every example keeps to the types', () => {
  const compiler = join(checkoutRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--noEmit'], {
    encoding: 'utf8',
  });
  assert.is(status, 0, stdout);
});

test('every example runs, and its claims hold', () => {
  assert.ok(examples.length > 30, `${examples.length} examples were found`);
  const files = join(folder, 'files'); // what they write; in the checkout, so that their processes find tsx
  mkdirSync(files);
  const runner = join(checkoutRoot, 'test', 'support', 'run-examples.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', runner, ...programs], {
    cwd: files,
    encoding: 'utf8',
    env: { ...process.env, STREAMBATCH_LOG: join(checkoutRoot, 'data', 'sample', 'inference_logs.csv') },
    timeout: 120_000, // only ends a hang
  });
  assert.is(status, 0, stderr);
});

test.run();
