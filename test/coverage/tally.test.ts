import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { inScratch } from '../support/scratch.js';
import { Tally } from './tally.js';

const test = suite('coverage/tally');

const SOURCE = `interface Erased {
  readonly a: number;
}

/** Runs in the first process. */
export function first({ a }: Erased) {
  if (a > 1) {
    return 'large';
  }
  return 'small';
}

export function second() {
  return 2;
}

export function never() {
  return 3;
}
`;

/** Numbers of the lines that ran, and of those that did not; from 1. */
const split = (lines: ReadonlyMap<number, boolean>) =>
  [true, false].map((ran) => [...lines].filter(([, did]) => did === ran).map(([line]) => line + 1));

for (const ending of ['ts', 'mjs'])
  test(`two processes, each with its part of a .${ending} file`, () =>
    inScratch((folder) => {
      const [source, reports] = [join(folder, 'src'), join(folder, 'reports')];
      mkdirSync(source);
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      const text =
        ending === 'ts'
          ? SOURCE
          : SOURCE.replace(/interface[\s\S]*?\n}/, '//\n//\n//').replace(': Erased', '');
      writeFileSync(join(source, `a.${ending}`), text);
      for (const [name, call] of Object.entries({ one: 'first({ a: 0 })', two: 'second()' })) {
        const program = join(folder, `${name}.mjs`);
        writeFileSync(program, `import { ${call.split('(')[0]} } from './src/a.${ending}';\n${call};\n`);
        const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program], {
          cwd: checkoutRoot,
          env: { ...process.env, NODE_V8_COVERAGE: reports },
          encoding: 'utf8',
        });
        assert.is(status, 0, stderr);
      }
      const tally = new Tally(source);
      for (const name of readdirSync(reports))
        tally.add(JSON.parse(readFileSync(join(reports, name), 'utf8')));
      const files = tally.lines();
      assert.equal([...files.keys()], [`a.${ending}`]);
      const [ran, not] = split(files.get(`a.${ending}`)!);
      for (const line of [6, 7, 10, 13, 14]) assert.ok(ran!.includes(line), `line ${line} ran: ${ran}`);
      for (const line of [8, 18]) assert.ok(not!.includes(line), `line ${line} did not: ${not}`);
      for (const line of [1, 2, 3, 4, 5]) assert.not.ok(ran!.includes(line) || not!.includes(line));
    }));

test.run();
