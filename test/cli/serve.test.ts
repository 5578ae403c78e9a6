import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';

const serve = (...args: string[]): ChildProcess =>
  spawn(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', 'serve', '--backend', 'mock', '--no-log', ...args],
    {
      cwd: checkoutRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );

/** Exit code and what it said. */
async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

test('serves until SIGTERM, and ends well', async () => {
  const child = serve('--port', '0');
  const end = ended(child);
  const [hello] = await once(child.stderr!, 'data');
  assert.match(String(hello), 'streambatch serves mock at ');
  const url = / at (http:\S+);/.exec(hello)![1]!;
  assert.equal(await (await fetch(`${url}/readyz`)).json(), { status: 'ready' });
  child.kill('SIGTERM');
  assert.is((await end).code, 0);
});

test('ends with the process that started it', async () => {
  const args = ['serve', '--backend', 'mock', '--no-log', '--port', '0'];
  const execArgv = ['--import', 'tsx'];
  const child = fork('src/cli.ts', args, {
    cwd: checkoutRoot,
    execArgv,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const [message] = await once(child, 'message');
  assert.is(message.type, 'serving');
  assert.is((await fetch(`${message.url}/readyz`)).status, 200);
  child.disconnect(); // what the child sees when its parent is killed
  const [code] = await once(child, 'exit'); // 'close' does not come after disconnect()
  assert.is(code, 0);
});

test('refuses numbers that are no port or too large, by the name of the option', async () => {
  for (const [option, value, says] of [
    ['--port', '70000', /'--port <n>'.*70000 is no port/],
    ['--max-new-tokens', '9'.repeat(20), /'--max-new-tokens <n>'.*too large/],
  ] as const) {
    const { code, said } = await ended(serve(option, value));
    assert.is(code, 2);
    assert.match(said, says);
  }
});

test('refuses a public host without a key', async () => {
  const { code, said } = await ended(serve('--port', '0', '--host', '0.0.0.0'));
  assert.is(code, 2);
  assert.match(said, '--require-key-env');
});

test('refuses a key that is not set, and a port that is taken', async () => {
  const missing = await ended(serve('--port', '0', '--require-key-env', 'STREAMBATCH_NO_SUCH_KEY'));
  assert.equal([missing.code, missing.said.includes('STREAMBATCH_NO_SUCH_KEY')], [2, true]);
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  const { code, said } = await ended(serve('--port', String(port)));
  squatter.close();
  assert.is(code, 2);
  assert.match(said, `127.0.0.1:${port}`);
});

test.run();
