import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { checkoutRoot } from '../../src/checkout.mjs';
import { releaseNotes } from '../../src/setup/release.mjs';

const CHANGELOG = `# Changelog

## [1.10.0] - 2026-02-01

- Later.

## 1.1.0

- One thing.

### Fixed

- Another.

## 1.0.0
`;

test('the notes are what the changelog says of this version, and of no other', () => {
  assert.is(releaseNotes('v1.1.0', '1.1.0', CHANGELOG), '- One thing.\n\n### Fixed\n\n- Another.');
  assert.is(releaseNotes('v1.10.0', '1.10.0', CHANGELOG), '- Later.');
});

test('a tag that is not the version, and a version without a word, are refused', () => {
  assert.throws(() => releaseNotes('v1.1.0', '1.2.0', CHANGELOG), /tag v1.1.0 is not version 1.2.0/);
  for (const version of ['1.0.0', '1.1', '3.0.0'])
    assert.throws(() => releaseNotes(`v${version}`, version, CHANGELOG), /says nothing under "## /);
});

interface Workflow {
  on: unknown;
  jobs: Record<string, { steps: { uses?: string; run?: string }[] }>;
}

const { scripts } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8'));
const WORKFLOWS = join(checkoutRoot, '.github', 'workflows');

for (const file of readdirSync(WORKFLOWS)) {
  test(`${file} is YAML, pins its actions, and every script and file that it runs is there`, () => {
    const { jobs } = parse(readFileSync(join(WORKFLOWS, file), 'utf8')) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { uses } of steps) if (uses) assert.match(uses, /^\.\/|@(v\d|[0-9a-f]{40}$)/);
    const commands = steps.map(({ run = '' }) => run).join('\n');
    assert.ok(commands.length > 0);
    for (const [, name] of commands.matchAll(/npm (?:run(?: -s)? )([\w:]+)/g))
      assert.ok(scripts[name!], name);
    for (const [, path] of commands.matchAll(/(?:node|bash) ([\w./-]+)/g))
      assert.ok(existsSync(join(checkoutRoot, path!)), path);
  });
}

test.run();
