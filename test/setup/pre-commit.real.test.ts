import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { inScratch } from '../support/scratch.js';

const test = suite('setup/pre-commit');

/** A checkout with this one's rules, packages and hook, and nothing committed yet. */
const inCheckout = (
  use: (git: (...args: string[]) => ReturnType<typeof spawnSync>, file: string) => void,
): Promise<void> =>
  inScratch((folder) => {
    const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    git('init', '--quiet');
    git('config', 'user.email', 'test@localhost');
    git('config', 'user.name', 'test');
    git('config', 'core.hooksPath', join(checkoutRoot, '.github', 'hooks'));
    for (const name of ['biome.json', 'tsconfig.json'])
      copyFileSync(join(checkoutRoot, name), join(folder, name));
    symlinkSync(join(checkoutRoot, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
    writeFileSync(join(folder, 'package.json'), '{\n  "type": "module"\n}\n');
    mkdirSync(join(folder, 'src'));
    use(git, join(folder, 'src', 'a.ts'));
  });

const committed = (git: (...args: string[]) => ReturnType<typeof spawnSync>) =>
  git('show', 'HEAD:src/a.ts').stdout;

test('what is staged is committed formatted', () =>
  inCheckout((git, file) => {
    writeFileSync(file, 'export const a = "x"\n');
    git('add', '--all');
    const { status, stderr } = git('commit', '-m', 'a');
    assert.is(status, 0, `${stderr}`);
    assert.is(committed(git), "export const a = 'x';\n");
    assert.is(git('status', '--porcelain').stdout, '');
  }));

test('what breaks a rule or a type is not committed, and says why', () =>
  inCheckout((git, file) => {
    writeFileSync(file, "export const a: number = 'x';\n");
    git('add', '--all');
    const type = git('commit', '-m', 'a');
    assert.is(type.status, 1);
    assert.match(`${type.stderr}`, /src\/a\.ts.*TS2322/);
    writeFileSync(file, 'async function a() {}\nexport const b = () => {\n  a();\n};\n');
    git('add', '--all');
    const rule = git('commit', '-m', 'a');
    assert.is(rule.status, 1);
    assert.match(`${rule.stderr}`, 'noFloatingPromises');
  }));

test('of a file that is staged in part, the other part stays out, as it was', () =>
  inCheckout((git, file) => {
    writeFileSync(file, "export const a = 'x';\n");
    git('add', '--all');
    writeFileSync(file, "export const a = 'x';\nexport const b = 'y';\n");
    const { status, stderr } = git('commit', '-m', 'a');
    assert.is(status, 0, `${stderr}`);
    assert.is(committed(git), "export const a = 'x';\n");
    assert.is(readFileSync(file, 'utf8'), "export const a = 'x';\nexport const b = 'y';\n");
  }));

test.run();
