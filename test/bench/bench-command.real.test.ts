import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { benchScripts } from './bench-scripts.js';

const test = suite('bench/bench-command');

/** A smoke run fetches nothing: whoever tries fails. */
const OFFLINE = { npm_config_offline: 'true', PIP_NO_INDEX: '1' };

for (const [name, script] of benchScripts)
  test(`${name} still works, in its smallest size`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...script, '--smoke'], {
      cwd: checkoutRoot,
      encoding: 'utf8',
      env: { ...process.env, ...OFFLINE },
    });
    assert.is(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /\d/);
    for (const reason of stdout.match(/^SKIPPED: .*$/gm) ?? []) console.log(reason);
  });

test.run();
