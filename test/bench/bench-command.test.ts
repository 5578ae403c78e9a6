import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { benchScripts } from './bench-scripts.js';

const test = suite('bench/bench-command');

const run = (script: readonly string[], ...args: string[]) =>
  spawnSync(process.execPath, [...script, ...args], {
    cwd: checkoutRoot,
    encoding: 'utf8',
  });

for (const [name, script] of benchScripts) {
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
  const engine = benchScripts.find(([name]) => name === 'bench:engine')![1];
  for (const [args, says] of [
    [
      ['--cells', 'big'],
      /'--cells <list>' argument 'big' is invalid. "big" is no cell; give REQUESTSxPROMPT/,
    ],
    [['--dtypes', 'int8,int2'], /"int2" is none of fp32, int8, int4/],
    [['--only', '('], /'--only <regexp>' argument '\(' is invalid/],
    [['--rounds', '0'], /0 must be at least 1/],
  ] as const) {
    const { status, stderr } = run(engine, ...args);
    assert.is(status, 2);
    assert.match(stderr, says);
    assert.not.match(stderr, /\n\s+at /);
  }
});

test.run();
