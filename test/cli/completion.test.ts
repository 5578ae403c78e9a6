import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bashScript } from '../../src/cli/completion/bash.js';
import { fishScript } from '../../src/cli/completion/fish.js';
import { grammarOf } from '../../src/cli/completion/grammar.js';
import { zshScript } from '../../src/cli/completion/zsh.js';
import { createProgram } from '../../src/cli/program.js';

const grammars = grammarOf(await createProgram());

/** What a shell prints; null where there is no such shell. */
function shell(command: string, ...args: string[]): string | null {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null;
  assert.is(status, 0, stderr);
  return stdout;
}

/** The words that bash offers for the last of some words. */
function offered(...words: string[]): string[] {
  const set = `COMP_WORDS=(streambatch ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
  const script = `${bashScript('streambatch', grammars)}\n${set}\n_streambatch; echo "\${COMPREPLY[@]}"`;
  return shell('bash', '--norc', '-c', script)!.trim().split(' ').filter(Boolean);
}

test('bash completes verbs, verbs within verbs, options, and the values of options and arguments', () => {
  assert.equal(offered('re'), ['report']);
  assert.equal(offered('model', ''), ['synth', 'export']);
  assert.equal(offered('run', '--max-n'), ['--max-new-tokens']);
  assert.equal(offered('run', '--length', ''), ['natural', 'forced']);
  assert.equal(offered('run', '--seed', '3', '--backend', 'o'), ['onnx', 'openai']);
  assert.equal(offered('model', 'synth', 'folder', '--shape', 'llama'), ['llama-3.2-1b']);
  assert.equal(offered('completion', ''), ['bash', 'zsh', 'fish']);
  assert.ok(offered('load', '--verb').includes('--verbose'));
});

test('where anything may stand bash is left to offer files', () => {
  assert.equal(offered('compare', 'be'), []);
  assert.equal(offered('run', '--prompts', ''), []);
});

test('a name that was given up is not offered', () => {
  assert.equal(offered('run', '--mod'), ['--model']);
});

test('zsh reads its script, which has every verb and option', () => {
  const script = zshScript('streambatch', grammars);
  for (const { path, options } of grammars) {
    assert.match(script, `'${path}')`);
    for (const { name } of options) assert.match(script, `'${name}:`);
  }
  if (shell('zsh', '-f', '-n', '-c', script) === null) console.log('SKIPPED: no zsh to read it');
});

test('fish reads its script, and completes with it', () => {
  const script = fishScript('streambatch', grammars);
  assert.match(script, "-l length -x -a 'natural forced'");
  const asked = `${script}\ncomplete -C 'streambatch run --leng'\ncomplete -C 'streambatch mod'\ncomplete -C 'streambatch run --length n'`;
  const printed = shell('fish', '--no-config', '-c', asked);
  if (printed === null) return console.log('SKIPPED: no fish to read it');
  assert.equal(
    printed.split('\n').map((line) => line.split('\t')[0]),
    ['--length', 'model', 'natural', ''],
  );
});

test.run();
