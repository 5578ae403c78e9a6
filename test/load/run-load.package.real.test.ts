import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer } from '../support/test-server.js';

/** As a notebook imports it: built, by its name. */
const name = 'streambatch';
const { runLoad, startLocalServer }: typeof import('../../src/index.js') = await import(name);
const load = { arrivals: 'constant:50', durationMs: 100, maxNewTokens: 2, ways: ['continuous'] } as const;

test('the package puts a load on a server', async () => {
  const server = await startTestServer();
  const { rows, reports } = await runLoad({ ...load, target: server.url });
  await server.close();
  assert.equal([rows.length, reports.continuous!.failed], [5, 0]);
  assert.is(server.rows.length, 5);
});

test('the package starts a server of its own, on the embedded model, and puts a load on it', async () => {
  const server = await startLocalServer();
  const { rows } = await runLoad({ ...load, target: server.url }).finally(server.close);
  assert.equal(
    rows.map(({ status, backend }) => `${status} ${backend}`),
    Array(5).fill('ok onnx'),
  );
  assert.ok(
    rows.every(({ peak_memory_mb }) => peak_memory_mb! > 0),
    'of the model, a process of its own',
  );
});

test.run();
