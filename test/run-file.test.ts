import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';
import { runFile } from './run-file.js';

// Inside the checkout, where a test file finds uvu.
const cache = join(checkoutRoot, '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'run-file-'));
test.after(() => rmSync(folder, { recursive: true }));

async function run(body: string, timeLimitMs?: number) {
  const file = join(folder, 'example.test.ts');
  writeFileSync(file, `import { test } from 'uvu';\n${body}`);
  const { passed, failed, skipped, output } = await runFile(file, timeLimitMs);
  return { counts: [passed, failed, skipped], output };
}

test('counts passed, failed and skipped tests, and keeps the message of a failure', async () => {
  const { counts, output } = await run(`
    test('a', () => {}); test('b', () => { throw new Error('the reason'); }); test('c', () => { throw new Error(); });
    test.skip('d', () => {}); test.run();`);
  assert.equal(counts, [1, 2, 1]);
  assert.match(output, 'the reason');
});

test('a skipped test is no failure, and offsets none', async () => {
  assert.equal((await run(`test('a', () => {}); test.skip('b', () => {}); test.run();`)).counts, [1, 0, 1]);
});

test('a file that never calls .run() has failed', async () => {
  const { counts, output } = await run(`test('a', () => {});`);
  assert.equal(counts, [0, 1, 0]);
  assert.match(output, 'does the file call .run()?');
});

test('a file without a test has failed', async () => {
  assert.equal((await run('test.run();')).counts, [0, 1, 0]);
});

test('a file that throws while loading has failed, with its message', async () => {
  const { counts, output } = await run(`throw new Error('cannot load');`);
  assert.equal(counts, [0, 1, 0]);
  assert.match(output, 'cannot load');
});

test('a crash after the tests passed is a failure', async () => {
  const { counts } = await run(
    `test('a', () => {}); test.run(); setTimeout(() => { throw new Error('late'); }, 50);`,
  );
  assert.equal(counts, [1, 1, 0]);
});

test('a file that hangs is ended and has failed', async () => {
  const { counts, output } = await run('setInterval(() => {}, 1000);', 500);
  assert.equal(counts, [0, 1, 0]);
  assert.match(output, 'SIGKILL');
});

test.run();
