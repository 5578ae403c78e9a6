import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as here from '../src/checkout.mjs';
import { inScratch } from './support/scratch.js';

type Places = typeof here;

/** What `checkout.mjs` says in a package that was installed below `folder`, for a command given in `folder`. */
function installedBelow(folder: string, environment: Record<string, string>): Places {
  const dist = join(folder, 'node_modules', 'streambatch', 'dist');
  mkdirSync(dist, { recursive: true });
  copyFileSync(join(here.checkoutRoot, 'src', 'checkout.mjs'), join(dist, 'checkout.mjs'));
  const script = `import * as places from '${dist}/checkout.mjs'; console.log(JSON.stringify(places))`;
  const { STREAMBATCH_CACHE: _, XDG_CACHE_HOME: __, ...env } = process.env;
  const options = { cwd: folder, encoding: 'utf8', env: { ...env, ...environment } } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], options));
}

const inFolder = (use: (folder: string) => void) => inScratch(async (folder) => use(realpathSync(folder)));

test('a checkout keeps everything in itself', () => {
  assert.is(here.isCheckout, true);
  assert.is(here.defaultLog, join(here.checkoutRoot, 'data', 'inference_logs.csv'));
  assert.is(here.reportFolder, join(here.checkoutRoot, 'data', 'report'));
});

test('an installed package writes where the command was given, and reads what it brought', () =>
  inFolder((folder) => {
    const places = installedBelow(folder, {});
    assert.is(places.isCheckout, false);
    assert.is(places.defaultLog, join(folder, 'inference_logs.csv'));
    assert.is(places.reportFolder, join(folder, 'report'));
    assert.is(places.defaultPrompts, join(folder, 'node_modules', 'streambatch', 'data', 'prompts.csv'));
  }));

test('its cache is the one that STREAMBATCH_CACHE names, else the user’s', () =>
  inFolder((folder) => {
    const cacheWith = (environment: Record<string, string>) =>
      installedBelow(folder, environment).cacheFolder;
    assert.is(cacheWith({ STREAMBATCH_CACHE: 'kept' }), join(folder, 'kept'));
    assert.is(cacheWith({ STREAMBATCH_CACHE: '', XDG_CACHE_HOME: '/xdg' }), '/xdg/streambatch');
    assert.is(cacheWith({}), join(homedir(), '.cache', 'streambatch'));
  }));

test.run();
