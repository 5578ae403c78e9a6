import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configOf, PROFILES, type RunFlags, refuseBesideResume } from '../../src/cli/run-config.js';
import { InputError } from '../../src/errors.js';
import { rejection } from '../rejection.js';
import { inScratch } from '../results/scratch.js';

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

test('JSON is read as well; every problem is named with its path', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, '{"repeats": 0, "backend": "onnx", "until": {"precision": 3}, "colour": "red"}');
    const error = await rejection(configFrom({ config: path, model: 'm' }));
    assert.instance(error, InputError);
    for (const part of ['4 problem(s)', 'repeats:', 'backend:', 'until.precision:', '"colour"']) {
      assert.match(error.message, part);
    }
  }));

test('a file that is missing, no YAML, or no mapping', () =>
  inScratch(async (folder) => {
    assert.match((await rejection(configFrom({ config: join(folder, 'none') }))).message, 'cannot be read');
    const path = join(folder, 'config.yaml');
    writeFileSync(path, 'a: [1');
    assert.match((await rejection(configFrom({ config: path }))).message, 'is no YAML or JSON');
    writeFileSync(path, '- 1');
    assert.match((await rejection(configFrom({ config: path }))).message, 'holds no options');
  }));

test('--max-minutes alone is refused', async () => {
  assert.match((await rejection(configFrom({ maxMinutes: 3 }))).message, 'until.precision');
});

test('--resume takes nothing that decides what is measured', () => {
  refuseBesideResume(['resume', 'out', 'json']);
  assert.throws(() => refuseBesideResume(['resume', 'maxNewTokens']), /leave out --max-new-tokens/);
});

test.run();
