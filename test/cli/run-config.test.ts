import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configOf, PROFILES, type RunFlags, refuseBesideResume } from '../../src/cli/run-config.js';
import { InputError } from '../../src/errors.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';

/** Flags as commander gives them: its defaults, and what is named. */
const flags = (named: Partial<RunFlags>): RunFlags => ({
  backend: 'onnx',
  model: 'storyteller',
  profile: 'default',
  out: 'log.csv',
  ...named,
});
const configFrom = (named: Partial<RunFlags>) =>
  configOf(flags(named), Object.keys(named) as (keyof RunFlags)[]);

test('without a file: the profile, and over it what is named', async () => {
  const config = await configFrom({ profile: 'full', repeats: 2, threads: 3 });
  assert.is(config.repeats, 2);
  assert.is(config.maxNewTokens, PROFILES.full.maxNewTokens);
  assert.equal([config.backend.backend, config.backend.threads], ['onnx', 3]);
  assert.is(config.until, undefined);
});

test('with a file: no profile and no default of the command line comes over it, only what is named', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.yaml');
    writeFileSync(
      path,
      'repeats: 2\nseed: 7\nbackend: { backend: mock, model: m }\nuntil: { precision: 0.02 }\n',
    );
    const config = await configFrom({ config: path, seed: 8, dtype: 'q8', maxMinutes: 4 });
    assert.equal([config.repeats, config.seed], [2, 8]);
    assert.equal([config.backend.backend, config.backend.model, config.backend.dtype], ['mock', 'm', 'q8']);
    assert.equal(config.until, { precision: 0.02, maxMinutes: 4 });
  }));

test('an option comes over its own place in the file, and leaves what stands beside it', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, 'backend: { engine: { maxBatch: 4, kvBudgetMb: 64 } }\n');
    const { backend } = await configFrom({ config: path, maxBatch: 8 });
    assert.equal([backend.engine?.maxBatch, backend.engine?.kvBudgetMb], [8, 64]);
  }));

test('JSON is read as well; every problem is named with its path', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, '{"repeats": 0, "backend": "onnx", "until": {"precision": 3}, "colour": "red"}');
    const error = await rejection(configFrom({ config: path, model: 'm' }));
    assert.instance(error, InputError);
    for (const part of [
      '4 problems',
      `repeats in ${path} is 0`,
      `backend in ${path} is "onnx"`,
      `until.precision in ${path} is 3`,
      `colour in ${path} is not known`,
    ]) {
      assert.match(error.message, part);
    }
  }));

test('a problem is named by the option that was given, with its value and the rule', async () => {
  for (const [named, says] of [
    [{ ways: ['stream', 'foo'] }, '--ways is "foo"; it must be one of stream, batch, continuous, whole'],
    [{ backend: 'abacus' }, '--backend is "abacus"; it must be one of onnx, transformers, openai, mock'],
    [{ baseUrl: 'nowhere' }, '--base-url is "nowhere"; it must be a URL, like http://127.0.0.1:8000/v1'],
    [{ model: '' }, '--model is ""; it must have at least 1 character'],
  ] as const) {
    assert.is((await rejection(configFrom(named as Partial<RunFlags>))).message, says);
  }
});

test('beside a file, what stands in it is named by its place there', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, 'ways: [stream, foo]\n');
    assert.match(
      (await rejection(configFrom({ config: path }))).message,
      `ways.1 in ${path} is "foo"; it must be one of`,
    );
  }));

test('ways go by their name of before, too: in a file, as an option, and one over the other', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, 'modes: [batch]\n');
    assert.equal((await configFrom({ config: path })).ways, ['batch']);
    assert.equal((await configFrom({ config: path, ways: ['stream'] })).ways, ['stream']);
    assert.match((await rejection(configFrom({ config: path, modes: ['foo'] }))).message, '--ways is "foo"');
    writeFileSync(path, 'ways: [batch]\n');
    assert.equal((await configFrom({ config: path, modes: ['stream'] })).ways, ['stream']);
    writeFileSync(path, 'ways: [batch]\nmodes: [batch]\n');
    assert.match((await rejection(configFrom({ config: path }))).message, `modes in ${path} is not known`);
  }));

test('a file that is missing, no YAML, or no mapping', () =>
  inScratch(async (folder) => {
    assert.match((await rejection(configFrom({ config: join(folder, 'none') }))).message, 'cannot be read');
    const path = join(folder, 'config.yaml');
    writeFileSync(path, 'a: [1');
    assert.match((await rejection(configFrom({ config: path }))).message, 'is no YAML or JSON');
    writeFileSync(path, 'a: *b');
    assert.match((await rejection(configFrom({ config: path }))).message, 'is no YAML or JSON');
    writeFileSync(path, '- 1');
    assert.match((await rejection(configFrom({ config: path }))).message, 'holds no options');
  }));

test('how long: until decided, unless a number of blocks or a precision is named', async () => {
  const until = async (named: Partial<RunFlags>) => (await configFrom(named)).until;
  assert.equal(await until({}), { decided: true, maxMinutes: 1 });
  assert.equal(await until({ until: 'all' }), { decided: 'all', maxMinutes: 3 });
  assert.equal(await until({ profile: 'quick', maxMinutes: 7 }), { decided: true, maxMinutes: 7 });
  assert.is(await until({ profile: 'full' }), undefined);
  assert.is(await until({ repeats: 3 }), undefined);
  assert.equal(await until({ precision: 0.1 }), { precision: 0.1, maxMinutes: 15 });
  assert.equal(await until({ precision: 0.1, until: 'decided' }), {
    precision: 0.1,
    decided: true,
    maxMinutes: 15,
  });
  assert.equal(await until({ repeats: 9, until: 'decided' }), { decided: true, maxMinutes: 1 });
});

test('the same in a file', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.yaml');
    const until = async (text: string) => {
      writeFileSync(path, text);
      return (await configFrom({ config: path })).until;
    };
    assert.equal(await until('seed: 3'), { decided: true, maxMinutes: 1 });
    assert.is(await until('repeats: 3'), undefined);
    assert.equal(await until('until: { maxMinutes: 2 }'), { decided: true, maxMinutes: 2 });
    assert.equal(await until('until: { decided: true, maxMinutes: 2 }'), { decided: true, maxMinutes: 2 });
    assert.match((await rejection(until('until: soon'))).message, 'until in');
  }));

test('a time limit for a fixed number of blocks is refused', async () => {
  const { message } = await rejection(configFrom({ repeats: 3, maxMinutes: 3 }));
  assert.match(message, '--precision is missing, which a time limit goes with, unless it is "until decided"');
});

test('--resume takes nothing that decides what is measured', () => {
  refuseBesideResume(['resume', 'out', 'json']);
  assert.throws(() => refuseBesideResume(['resume', 'maxNewTokens']), /leave out --max-new-tokens/);
});

test.run();
