import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-logging-'));
test.after(() => rmSync(folder, { recursive: true }));

/** A process that logs at three levels and exits at once. */
function logAndExit(verbose: boolean, logs: string, onTerminal = false, noColor = '') {
  const script = `
    import { log, startLogging } from './src/logging.ts';
    log.warn('nobody listens yet');
    process.stderr.isTTY = ${onTerminal};
    startLogging({ verbose: ${verbose}, folder: ${JSON.stringify(logs)} }).then(() => {
      log.debug('a detail'); log.info({ trial: 3 }, 'a step'); log.warn('a doubt');
      process.exit(0);
    });`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return spawnSync(process.execPath, args, {
    cwd: checkoutRoot,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: noColor },
  });
}

test('stderr gets warnings, the file everything, even when the process exits at once; stdout nothing', () => {
  const logs = join(folder, 'quiet');
  const { stdout, stderr } = logAndExit(false, logs);
  assert.is(stdout, '');
  assert.match(stderr, /^\[\d\d:\d\d:\d\d] WARN: a doubt\n$/);
  const lines = readFileSync(join(logs, readdirSync(logs)[0]!), 'utf8')
    .trim()
    .split('\n');
  const records = lines.map((line) => JSON.parse(line));
  assert.equal(
    records.map((record) => record.msg),
    ['a detail', 'a step', 'a doubt'],
  );
  assert.is(records[1].trial, 3);
});

test('verbose shows details on stderr', () => {
  assert.match(logAndExit(true, join(folder, 'verbose')).stderr, 'a detail');
});

test('a terminal gets colours, unless NO_COLOR says no (no-color.org)', () => {
  const colour = String.fromCharCode(27);
  const logs = join(folder, 'colours');
  assert.ok(logAndExit(false, logs, true).stderr.includes(colour));
  assert.not.ok(logAndExit(false, logs, true, '1').stderr.includes(colour));
});

test('a folder that cannot be made costs the file, not the run', () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, 'a file where the folder should be');
  const { status, stderr } = logAndExit(false, join(blocked, 'logs'));
  assert.is(status, 0);
  assert.match(stderr, 'no log file in');
  assert.match(stderr, 'a doubt');
});

test.run();
