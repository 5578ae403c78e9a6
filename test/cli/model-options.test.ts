import { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backendSpec, SPEC_OPTIONS } from '../../src/backends/spec.js';
import { addModelOptions, type ModelFlags, splitModelFlags } from '../../src/cli/model-options.js';
import { InputError } from '../../src/errors.js';
import { optionName } from '../../src/option-name.js';

const command = () => addModelOptions(new Command('verb').exitOverride()).option('--own <text>');

function flagsOf(...args: string[]): ModelFlags & { own?: string } {
  return command().parse(args, { from: 'user' }).opts();
}

test('every option of the schemas is one of the verb, with its words and usual value', () => {
  const { options } = command();
  for (const { key, says } of SPEC_OPTIONS) {
    const option = options.find(({ long }) => long === optionName(key));
    assert.ok(option?.description.startsWith(says), key);
  }
  const helpOf = (name: string) => options.find(({ long }) => long === name)!.description;
  assert.match(helpOf('--max-batch'), /\(default: 32\)$/);
  assert.match(helpOf('--api'), /\(default: "completions"\)$/);
  assert.not.match(helpOf('--large-pages'), 'default');
});

test('what was given goes to its place in the spec, and nothing else is there', () => {
  assert.equal(splitModelFlags(flagsOf()), { backend: {}, own: {} });
  const given = ['--threads', '3', '--max-batch', '8', '--large-pages', '--own', 'mine'];
  assert.equal(splitModelFlags(flagsOf(...given)), {
    backend: { threads: 3, engine: { maxBatch: 8, largePages: true } },
    own: { own: 'mine' },
  });
  const { backend } = splitModelFlags(
    flagsOf('--backend', 'openai', '--base-url', 'http://127.0.0.1:1/v1/', '--api', 'chat'),
  );
  assert.equal(backendSpec.parse(backend).openai, {
    baseUrl: 'http://127.0.0.1:1/v1',
    api: 'chat',
    stallMs: 60_000,
  });
});

test('an option that may be given again keeps all of them; JSON becomes what it says with the whole spec', () => {
  const { backend } = splitModelFlags(
    flagsOf(
      ...['--backend', 'openai', '--base-url', 'http://127.0.0.1:1/v1'],
      ...['--header', 'X-Team: a', '--header', 'X-Run: $RUN'],
      ...['--extra-body', '{"min_p": 0.1}', '--chat-template-kwargs', '{"enable_thinking": false}'],
    ),
  );
  const { header, extraBody, chatTemplateKwargs } = backendSpec.parse(backend).openai!;
  assert.equal(header, ['X-Team: a', 'X-Run: $RUN']);
  assert.equal([extraBody, chatTemplateKwargs], [{ min_p: 0.1 }, { enable_thinking: false }]);
});

test('a wrong value is refused by the name of its option, in the words of the schema', () => {
  for (const [args, says] of [
    [['--max-batch', '0'], '--max-batch is 0; it must be above 0'],
    [['--max-batch', '2.5'], '--max-batch is 2.5; it must be a whole number'],
    [['--threads', 'two'], '--threads is "two"; it must be a number'],
    [['--extra-body', '{x}'], `--extra-body is "{x}", which is no JSON; write it like '{"top_p": 0.9}'`],
    [['--api', 'talk'], '--api is "talk"; it must be one of completions, chat'],
    [['--base-url', 'nowhere'], '--base-url is "nowhere"; it must be a URL, like http://127.0.0.1:8000/v1'],
  ] as const) {
    try {
      flagsOf(...args);
      assert.unreachable(says);
    } catch (error) {
      assert.instance(error, InputError);
      assert.is((error as Error).message, says);
    }
  }
});

test.run();
