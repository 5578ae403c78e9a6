import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packagesMatchLock } from '../../src/setup/packages.mjs';

/** A checkout that depends on `a` 1.0.0 and, on other platforms only, on `b`. */
function checkout(change: { manifest?: object; installed?: object; missingFolder?: boolean } = {}): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'streambatch-packages-'));
  const dependencies = { a: '^1.0.0' };
  const a = { version: '1.0.0' };
  const lock = {
    packages: {
      '': { dependencies },
      'node_modules/a': a,
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  mkdirSync(join(folder, 'node_modules', change.missingFolder ? 'other' : 'a'), { recursive: true });
  const files = {
    'package.json': { dependencies, ...change.manifest },
    'package-lock.json': lock,
    'node_modules/.package-lock.json': { packages: change.installed ?? { 'node_modules/a': a } },
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content));
  const matches = packagesMatchLock(folder);
  rmSync(folder, { recursive: true });
  return matches;
}

test('installed is what the lock says; optional packages of other platforms may be missing', () => {
  assert.is(checkout(), true);
});

test('another version, a missing package, a missing folder or a changed package.json want an install', () => {
  assert.is(checkout({ installed: { 'node_modules/a': { version: '1.0.1' } } }), false);
  assert.is(checkout({ installed: {} }), false);
  assert.is(checkout({ missingFolder: true }), false);
  assert.is(checkout({ manifest: { dependencies: { a: '^1.0.0', c: '1.0.0' } } }), false);
});

test('no node_modules wants an install', () => {
  assert.is(packagesMatchLock(tmpdir()), false);
});

test.run();
