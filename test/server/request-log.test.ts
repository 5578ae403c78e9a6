import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer } from '../support/test-server.js';

const body = { prompts: ['a'], max_new_tokens: 2 };

test('rows that come while the disk is busy go together in the next write, and closing waits for them', async () => {
  const writes: number[] = [];
  let release!: () => void;
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const append = async (rows: readonly unknown[]) => {
    writes.push(rows.length);
    if (writes.length === 1) await blocked;
  };
  const server = await startTestServer({ rows: { append } });
  for (let i = 0; i < 4; i++) assert.is((await server.post('/batch', body)).status, 200);
  assert.equal(writes, [1]);
  const closed = server.close();
  release();
  await closed;
  assert.equal(writes, [1, 3]);
});

test('a log that cannot be written does not stop the server', async () => {
  const append = async () => {
    throw new Error('disk full');
  };
  const server = await startTestServer({ rows: { append } });
  for (let i = 0; i < 2; i++) assert.is((await server.post('/batch', body)).status, 200);
  await server.close();
});

test.run();
