import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createProgram } from '../../src/cli/program.js';

const verbs = async (...args: string[]) =>
  (await createProgram(args)).commands.map((command) => command.name());

test('no more verbs are loaded than the command line names', async () => {
  assert.equal(await verbs('--version'), []);
  assert.equal(await verbs('env', '--json'), ['env']);
  assert.equal(await verbs('--verbose', 'compare', 'run', 'load'), ['compare']);
});

test('where it may be about any, all are', async () => {
  const all = await verbs();
  assert.ok(all.includes('run') && all.includes('completion'));
  for (const args of [['--help'], ['help', 'run'], ['rnu'], ['completion', 'bash'], ['constructor']]) {
    assert.equal(await verbs(...args), all);
  }
});

test.run();
