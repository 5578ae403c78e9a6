import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { checkoutRoot } from '../../src/checkout.mjs';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows } from '../../src/results/log.js';
import { comment, measure } from './compare-action.js';
import { type Played, playLog } from './compared-logs.js';
import { read } from './documents.js';
import { inScratch } from './scratch.js';

const STREAMBATCH = `${process.execPath} --import ${join(checkoutRoot, 'node_modules/tsx/dist/loader.mjs')} ${join(checkoutRoot, 'src/cli.ts')}`;

/** In each tree lies the log that its run would measure. */
const measured = (head: Played, check: (folder: string, result: ReturnType<typeof measure>) => void) =>
  inScratch((folder) => {
    measure(folder, { SETUP: 'exit 9' }); // makes the folders
    for (const [side, played] of Object.entries({ base: {}, head })) {
      writeFileSync(join(folder, side, 'log.csv'), `${HEADER_LINE}\n${formatRows(playLog(played))}`);
    }
    const run = 'echo "$(basename "$PWD")" >> "$CALLS"; cp log.csv "$LOG"';
    check(folder, measure(folder, { STREAMBATCH, RUN: run }));
  });

test('both trees are measured in turn, the other first in every second round, and compared', () =>
  measured({ seed: 2, latencyMs: [125, 300] }, (folder, { status, stdout, stderr }) => {
    assert.is(status, 0, stderr);
    assert.is(stdout, '1\n');
    assert.equal(readFileSync(join(folder, 'calls'), 'utf8').split('\n'), [
      'base',
      'head',
      'head',
      'base',
      '',
    ]);
    const out = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');
    assert.match(out('comparison.md'), '**worse**');
    assert.is(JSON.parse(out('comparison.json')).threshold, 0.05);
    assert.ok(JSON.parse(out('bencher.json')).streaming['latency-ms'].value > 100);
    assert.ok(JSON.parse(out('smaller.json')).length > JSON.parse(out('bigger.json')).length);
  }));

test('what fails ends it with its own exit code, and what is compared must be comparable', () =>
  inScratch((folder) => {
    assert.is(measure(folder, { SETUP: 'exit 9' }).status, 9);
    assert.is(measure(folder, { STREAMBATCH, RUN: 'exit 7' }).status, 7);
    const { status, stderr } = measure(folder, { STREAMBATCH, RUN: 'echo a,b > "$LOG"' });
    assert.is(status, 2);
    assert.match(stderr, 'is not a log of streambatch');
  }));

test('a comment is made once, and then made anew in its place', () =>
  inScratch((folder) => {
    const given = () => readFileSync(join(folder, 'given'), 'utf8');
    assert.is(comment(folder, '| a table |', '').status, 0);
    assert.match(given(), 'POST\nrepos/owner/name/issues/7/comments\n');
    assert.match(given(), 'body=<!-- streambatch compare -->\n| a table |');
    assert.is(comment(folder, '| another |', '12\n13\n').status, 0);
    assert.match(given(), 'PATCH\nrepos/owner/name/issues/comments/12\n');
  }));

test('what the action passes on is what it declares, and its outputs are files that the script writes', () => {
  const action = parse(read('.github/actions/compare/action.yml'));
  const text = JSON.stringify(action.runs);
  const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
  assert.equal([...used].sort(), Object.keys(action.inputs).sort());
  const script = read('.github/actions/compare/measure.sh');
  for (const [name] of action.outputs.folder.description.matchAll(/[\w]+\.(json|md)/g))
    assert.match(script, `$out/${name}`);
});

test.run();
