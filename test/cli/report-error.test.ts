import { spawnSync } from 'node:child_process';
import { CommanderError } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { Interrupted } from '../../src/cli/interrupt.js';
import { exitCodeOf } from '../../src/cli/report-error.js';
import { BackendError, InputError } from '../../src/errors.js';

test('exit codes: 2 for wrong input, 1 for a failed run, 130 for Ctrl-C', () => {
  assert.is(exitCodeOf(new InputError('x')), 2);
  assert.is(exitCodeOf(new BackendError('x')), 1);
  assert.is(exitCodeOf(new Error('x')), 1);
  assert.is(exitCodeOf(new Interrupted('x')), 130);
  assert.is(exitCodeOf(new CommanderError(1, 'commander.unknownOption', 'x')), 2);
  assert.is(exitCodeOf(new CommanderError(0, 'commander.helpDisplayed', 'x')), 0);
});

/** What `reportFailure` prints about an error, with and without --verbose. */
function report(error: string, verbose: boolean): string {
  const script = `
    import { reportFailure } from './src/cli/report-error.ts';
    import { InputError } from './src/errors.ts';
    import { startLogging } from './src/logging.ts';
    startLogging({ verbose: ${verbose} }).then(() => reportFailure(${error}));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return spawnSync(process.execPath, args, { cwd: checkoutRoot, encoding: 'utf8' }).stderr;
}

test('an error for the user is its message, on one line', () => {
  assert.is(report("new InputError('line one\\n line two')", false), 'streambatch: line one; line two\n');
});

test('an unexpected error is one line that says how to see its stack', () => {
  assert.is(
    report("new TypeError('boom')", false),
    'streambatch: unexpected error: boom (--verbose shows the stack)\n',
  );
});

test('--verbose adds the stack', () => {
  assert.match(report("new TypeError('boom')", true), /TypeError: boom\s+at /);
});

test.run();
