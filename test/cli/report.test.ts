import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../src/cli/run-program.js';

const test = suite('cli/report');

const failure = (...args: string[]) =>
  runProgram(['report', ...args]).then(
    () => 'no failure',
    (error: Error) => `${error.name}: ${error.message}`,
  );

test('a notebook or a log that is not there is refused by name, before anything runs', async () => {
  assert.match(await failure('--notebook', '99-nothing'), /^InputError: there is no notebook "99-nothing"/);
  assert.match(await failure('--log', '/none.csv'), /^InputError: there is no log "\/none.csv"/);
  assert.match(
    await failure('--log', 'package.json'),
    /^InputError: package.json is not a log of streambatch: its header lacks .*; give a file that streambatch wrote$/,
  );
});

test('the log that is read is never the one that a notebook writes', async () => {
  const log = 'data/sample/inference_logs.csv';
  const notebook = join(mkdtempSync(join(tmpdir(), 'report-')), 'inference_logs.ipynb');
  writeFileSync(notebook, '{}');
  assert.match(
    await failure('--notebook', notebook, '--out', 'data/sample', '--log', log),
    /^InputError: --log data\/sample\/inference_logs.csv is where the notebook puts what it measures/,
  );
});

test('without a browser no PDF is promised: the way out is told, before anything runs', async () => {
  process.env.STREAMBATCH_CHROMIUM = '/nowhere/chromium';
  assert.match(await failure('--format', 'pdf'), /^InputError: .*\/nowhere\/chromium.*--format html/);
  delete process.env.STREAMBATCH_CHROMIUM;
});

test.run();
