import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';

function streambatch(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    cwd: checkoutRoot,
    encoding: 'utf8',
  });
}

test('--help explains itself on stdout and exits 0', () => {
  const { status, stdout, stderr } = streambatch('env', '--help');
  assert.is(status, 0);
  assert.match(stdout, 'Usage: streambatch env');
  assert.match(stdout, '--verbose');
  assert.is(stderr, '');
});

for (const [args, named] of [
  [['envy'], "'envy'; (Did you mean env?)"],
  [['env', '--jsn'], "'--jsn'; (Did you mean --json?)"],
  [['env', 'surplus'], 'too many arguments'],
  [
    ['run', '--ways', 'batch', '--modes', 'stream'],
    "'--modes <list>' cannot be used with option '--ways <list>'",
  ],
] as const) {
  test(`wrong usage exits 2 with one line on stderr: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = streambatch(...args);
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.match(stderr, /^streambatch: [^\n]+\n$/);
    assert.match(stderr, named);
  });
}

test('no verb is wrong usage: the help goes to stderr', () => {
  const { status, stdout, stderr } = streambatch();
  assert.is(status, 2);
  assert.is(stdout, '');
  assert.match(stderr, 'Usage: streambatch');
});

test('env --json is one JSON document, whatever --verbose logs', () => {
  const { status, stdout } = streambatch('env', '--json', '--verbose');
  assert.is(status, 0);
  assert.is(JSON.parse(stdout).machine.node, process.version);
});

test.run();
