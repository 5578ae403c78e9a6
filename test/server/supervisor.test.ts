import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import { spawnBackend } from '../../src/backends/process/process-backend.js';
import { backendSpec } from '../../src/backends/spec.js';
import { InputError } from '../../src/errors.js';
import type { MortalBackend } from '../../src/server/supervisor.js';
import { FakeBackend } from '../support/fake-backend.js';
import { eventsOf, startTestServer } from '../support/test-server.js';

test('the model process dies: requests in flight fail with 503, it is restarted, the server stays up', async () => {
  const spec = backendSpec.parse({
    backend: 'mock',
    scheduler: 'continuous',
    mock: { prefillMs: 0, decodeMs: 1e6 },
  });
  const quick = backendSpec.parse({ ...spec, mock: { prefillMs: 0, decodeMs: 0 } });
  const started: MortalBackend[] = [];
  const server = await startTestServer({
    schedulers: ['continuous'],
    start: async () => {
      const backend = await spawnBackend(started.length === 0 ? spec : quick);
      started.push(backend);
      return backend;
    },
  });
  const streaming = await server.post('/stream', { prompt: 'a', force_length: true });
  const waiting = server.post('/batch', { prompts: ['a'], force_length: true });
  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
  while (!/^streambatch_pending_requests 2$/m.test(await metrics()));
  process.kill(started[0]!.pid!, 'SIGKILL');
  const error = eventsOf(await streaming.text()).at(-1)!;
  assert.is(error.event, 'error');
  assert.match(JSON.stringify(error.data), 'SIGKILL');
  assert.is((await waiting).status, 503);
  assert.is((await fetch(`${server.url}/healthz`)).status, 200);
  let answer = await server.post('/stream', { prompt: 'a' });
  while (answer.status === 503) {
    assert.is(answer.headers.get('retry-after'), '1');
    answer = await server.post('/stream', { prompt: 'a' });
  }
  assert.is(answer.status, 200);
  await answer.text();
  assert.match(await metrics(), /^streambatch_model_restarts 1$/m);
  assert.equal(
    server.rows.slice(0, 2).map(({ status }) => status),
    ['failed', 'failed'],
  );
  await server.close();
});

test('a model that cannot be restarted leaves a server that says so, and tries again', async () => {
  const mortal = new FakeBackend();
  let starts = 0;
  const told = new Set<string>();
  let tell = () => {};
  /** Resolves once a client has been told so. */
  const hasHeard = async (words: string) => {
    while (![...told].some((message) => message.includes(words)))
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
  };
  const server = await startTestServer({
    schedulers: ['continuous'],
    start: async () => {
      starts++;
      if (starts === 1) return mortal;
      await hasHeard(starts === 2 ? 'exit code 1' : 'no memory left');
      if (starts === 2) throw new Error('no memory left');
      return new MockBackend({ times: { prefillMs: 0, decodeMs: 0 } });
    },
  });
  mortal.die('exit code 1');
  for (;;) {
    const response = await server.post('/batch', { prompts: ['a'] });
    if (response.status === 200) break;
    assert.is(response.status, 503);
    told.add((await response.json()).error.message);
    tell();
  }
  assert.is(starts, 3);
  await server.close();
});

test('a model that cannot be loaded: the server does not start', async () => {
  const start = async () => {
    throw new Error('no such model');
  };
  let message = '';
  await startTestServer({ start, schedulers: ['continuous'] }).catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, 'no such model');
});

test('a scheduler that cannot be loaded on demand is the fault of the server, and its folders stay its own', async () => {
  const server = await startTestServer({
    schedulers: ['continuous', 'static'],
    start: async (scheduler) => {
      if (scheduler === 'static') throw new InputError('no model in /home/somebody/model');
      return new MockBackend({ times: { prefillMs: 0, decodeMs: 0 }, scheduler });
    },
  });
  const answer = await server.post('/batch', { prompts: ['a'], scheduler: 'static' });
  assert.is(answer.status, 503);
  const { error } = await answer.json();
  assert.match(error.message, 'scheduler "static" cannot be loaded; the server log has why');
  assert.is(error.type, 'server_error');
  assert.is((await server.post('/batch', { prompts: ['a'], scheduler: 'continuous' })).status, 200);
  await server.close();
});

test.run();
