/**
 * `npm run test:package`: packs this checkout, installs the pack into an empty folder with nothing but the npm registry, and
 * uses it there. The suite has the same without the registry, in `checkout.installed.real.test.ts`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';
import { Consumer, USES } from './support/consumer.js';

const MOST_MB = 400;

/** What npm hands to scripts, the settings of this checkout among it, is nobody else's. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** @returns what it printed */
function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8', env });
  assert.is(status, 0, `npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'streambatch-package-')));
const folder = join(scratch, 'empty');
test.after(() => rmSync(scratch, { recursive: true }));

test('npm pack holds what is used, and neither tests nor notebooks', () => {
  const pack = JSON.parse(
    npm(checkoutRoot, 'run', '-s', 'package', '--', '--json', '--pack-destination', scratch),
  )[0];
  const paths: string[] = pack.files.map(({ path }: { path: string }) => path);
  for (const needed of ['LICENSE', 'README.md', 'dist/cli.js', 'data/models/storyteller/model.safetensors'])
    assert.ok(paths.includes(needed), needed);
  assert.equal(
    paths.filter((path) => /^(test|notebooks|\.)|\.map$/.test(path) && !path.startsWith('node_modules/')),
    [],
  );
  console.log(
    `packed: ${Math.round(pack.size / 1e6)} MB, ${Math.round(pack.unpackedSize / 1e6)} MB unpacked`,
  );
});

test('it installs with nothing but the registry, without a script, in less than 400 MB', () => {
  mkdirSync(folder);
  const startedAt = performance.now();
  const { version } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8'));
  npm(folder, 'install', '--no-audit', '--no-fund', join('..', `streambatch-${version}.tgz`));
  const seconds = (performance.now() - startedAt) / 1000;
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const installed = Object.entries<{ hasInstallScript?: true; resolved?: string }>(lock.packages);
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  assert.equal(scripted, []);
  const registry = new URL(npm(folder, 'config', 'get', 'registry').trim()).origin;
  const sources = installed.map(([, { resolved = '' }]) =>
    resolved.replace(/^(file:|https:\/\/[^/]+).*/, '$1'),
  );
  assert.equal(
    [...new Set(sources)].filter((source) => !['', 'file:', registry].includes(source)),
    [],
  );
  const sizeMb = Number(
    execFileSync('du', ['-sm', 'node_modules'], { cwd: folder, encoding: 'utf8' }).split('\t')[0],
  );
  assert.ok(sizeMb <= MOST_MB, `${sizeMb} MB`);
  console.log(`installed: ${installed.length - 1} packages, ${sizeMb} MB, ${seconds.toFixed(1)} s`);
});

test('npx finds the program', () => {
  const program = join(folder, 'node_modules', '.bin', 'streambatch');
  assert.ok(existsSync(program));
  assert.match(execFileSync(program, ['--version'], { encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/);
});

for (const [title, use] of Object.entries(USES)) test(title, () => use(new Consumer(folder)));

test.run();
