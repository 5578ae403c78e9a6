import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';

const test = suite('bench/bench-command');

const { scripts } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const benches = Object.entries(scripts).filter(([name]) => name.startsWith('bench:'));

const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [...script.split(' ').slice(1), ...args], {
    cwd: checkoutRoot,
    encoding: 'utf8',
  });

for (const [name, script] of benches) {
  test(`${name} answers --help, and a wrong option in a line`, () => {
    const help = run(script, '--help');
    assert.is(help.status, 0, help.stderr);
    assert.match(help.stdout, `Usage: npm run ${name} --`);
    const wrong = run(script, '--nonsense');
    assert.is(wrong.status, 2);
    assert.is(wrong.stderr, "error: unknown option '--nonsense'\n");
  });
}

test('wrong values are told by the option, its value and the rule', () => {
  for (const [args, says] of [
    [
      ['--cells', 'big'],
      /'--cells <list>' argument 'big' is invalid. "big" is no cell; give REQUESTSxPROMPT/,
    ],
    [['--dtypes', 'int8,int2'], /"int2" is none of fp32, int8, int4/],
    [['--only', '('], /'--only <regexp>' argument '\(' is invalid/],
    [['--rounds', '0'], /0 must be at least 1/],
  ] as const) {
    const { status, stderr } = run(scripts['bench:engine']!, ...args);
    assert.is(status, 2);
    assert.match(stderr, says);
    assert.not.match(stderr, /\n\s+at /);
  }
});

test.run();
