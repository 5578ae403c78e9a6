import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-load-'));
test.after(() => rmSync(folder, { recursive: true }));

function load(...args: string[]) {
  const cli = ['--import', 'tsx', 'src/cli.ts', 'load', '--backend', 'mock', '--mock', '1,0', ...args];
  return spawnSync(process.execPath, cli, { cwd: checkoutRoot, encoding: 'utf8' });
}

test('a load on a local server: a report a way of serving, a row a request', () => {
  const out = join(folder, 'log.csv');
  const { status, stdout, stderr } = load(
    '--arrivals',
    'constant:50',
    '--large-pages',
    '--duration',
    '200ms',
    '--out',
    out,
    '--json',
  );
  assert.is(status, 0, stderr);
  const reports = JSON.parse(stdout);
  assert.equal(Object.keys(reports), ['stream', 'batch', 'continuous']);
  for (const { requests, failed } of Object.values<{ requests: number; failed: number }>(reports)) {
    assert.equal([requests, failed], [10, 0]);
  }
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  assert.is(lines.length, 1 + 3 * 10);
});

test('wrong arrivals, promises and durations are usage errors that show what is right', () => {
  for (const [args, hint] of [
    [['--arrivals', 'sometimes'], 'poisson:4'],
    [['--slo', 'fast'], 'ttft=500'],
    [['--duration', '60'], '60s'],
    [['--target', 'nowhere'], '"nowhere" is neither "local" nor a URL'],
    [['--backend', 'abacus'], '--backend is "abacus"; it must be one of'],
  ] as const) {
    const { status, stderr } = load(...args);
    assert.is(status, 2);
    assert.match(stderr, hint);
    assert.match(stderr, /^streambatch: [^\n]+\n$/);
  }
});

test.run();
