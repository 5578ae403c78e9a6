import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resumeLine } from '../../src/cli/resume-line.js';

const test = suite('cli/resume-line');

test('names the run, and repeats what was given beside it', () => {
  assert.is(resumeLine('r1', { out: 'default.csv' }, ['ways']), 'npx streambatch run --resume r1');
  assert.is(
    resumeLine('r1', { out: 'mine.csv', json: true }, ['out', 'json', 'repeats']),
    'npx streambatch run --resume r1 --out mine.csv --json',
  );
});

test('a path stays one word of the shell, whatever is in it', () => {
  const out = "my logs/it's $HOME.csv";
  const line = resumeLine('r1', { out }, ['out']);
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  assert.equal(words.trim().split('\n').slice(-2), ['--out', out]);
});

test.run();
