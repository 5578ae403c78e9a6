import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createProgram } from '../../src/cli/program.js';

/** The commands that do something, by their words: "run", "model synth". */
function leaves(command: Command, path: readonly string[] = []): [path: string, command: Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]];
  return command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]));
}

/** All that `--help` prints. */
function helpOf(command: Command): string {
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text) });
  command.outputHelp();
  return printed;
}

for (const [path, command] of leaves(await createProgram())) {
  test(`${path} --help ends with examples that can be given as they stand`, () => {
    const [, examples] = helpOf(command).split('\nExamples:\n');
    const lines = (examples ?? '').trimEnd().split('\n');
    assert.is(lines.length % 2, 0, examples);
    for (const [i, line] of lines.entries()) {
      assert.ok(line.length <= 80, `wider than a terminal: ${line}`);
      assert.match(line, i % 2 === 0 ? '  # ' : `  streambatch ${path}`);
      if (i % 2 === 0) continue;
      const words = line
        .replace(/ >.*/, '')
        .trim()
        .split(' ')
        .slice(1 + path.split(' ').length);
      assert.equal(command.parseOptions(words).unknown, [], line);
    }
  });
}

const CONFIGURED = [
  '--batch-sizes',
  '--max-new-tokens',
  '--length',
  '--repeats',
  '--seed',
  '--prompts',
  '--ways',
];

test('what the schema fills in stands in the help of run', async () => {
  const run = (await createProgram()).commands.find((command) => command.name() === 'run')!;
  for (const long of CONFIGURED) {
    const option = run.options.find((one) => one.long === long)!;
    assert.match(option.description, '(default: ', long);
  }
  assert.match(helpOf(run).replace(/\s+/g, ' '), 'quick (16 prompts, 24 tokens a request, batches of 8)');
});

test.run();
