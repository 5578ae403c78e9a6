import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import type { ServerLimits } from '../../src/server/limits.js';
import { postForEvents } from '../../src/wire/client.js';
import { seededRandom } from '../../src/workload/random.js';
import { FakeBackend } from '../support/fake-backend.js';
import { eventsOf, startTestServer, type TestServer } from '../support/test-server.js';

/** A server over one fake backend. */
async function startFake(limits: Partial<ServerLimits> = {}) {
  const backend = new FakeBackend();
  const server = await startTestServer({ start: async () => backend, schedulers: ['continuous'], limits });
  return { backend, server };
}

async function pendingOf({ url }: TestServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^streambatch_pending_requests (\d+)$/m.exec(text)![1]);
}

/** Asks until the answer is right: what the server does next needs turns of its event loop, not time. */
async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

test('a client that leaves while it waits for the first token is cancelled at once', async () => {
  const { backend, server } = await startFake();
  const abort = new AbortController();
  const answer = server.post('/stream', { prompt: 'a' }, { signal: abort.signal }).catch(() => 'left');
  const { request } = await backend.arrived();
  abort.abort();
  assert.is(await answer, 'left');
  await until(() => backend.cancelled.length > 0);
  assert.equal(backend.cancelled, [request.id]);
  await until(async () => (await pendingOf(server)) === 0);
  await until(() => server.rows.length > 0);
  assert.is(server.rows[0]!.status, 'cancelled');
  await server.close();
});

test('a client that leaves in the middle is cancelled at once, a batch as a whole', async () => {
  const { backend, server } = await startFake();
  const abort = new AbortController();
  const streaming = await Promise.all([
    server.post('/stream', { prompt: 'a' }, { signal: abort.signal }),
    backend.arrived().then(({ token }) => token()),
  ]);
  const reading = streaming[0].text().catch(() => 'left');
  const batch = server.post('/batch', { prompts: ['b', 'c'] }, { signal: abort.signal }).catch(() => 'left');
  (await backend.arrived(2)).token();
  abort.abort();
  assert.equal([await reading, await batch], ['left', 'left']);
  await until(() => backend.cancelled.length === 3);
  await server.close();
});

test('one request more than the queue holds is 429, and says when to come again', async () => {
  const { backend, server } = await startFake({ pending: 2 });
  const first = server.post('/stream', { prompt: 'a' });
  const { finish } = await backend.arrived();
  const refused = await server.post('/batch', { prompts: ['b', 'c'] });
  assert.is(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.is((await refused.json()).error.code, 'queue_full');
  assert.is(await pendingOf(server), 1);
  finish();
  await (await first).text();
  const accepted = server.post('/batch', { prompts: ['b', 'c'] });
  (await backend.arrived(1)).finish();
  (await backend.arrived(2)).finish();
  assert.is((await accepted).status, 200);
  await server.close();
});

test('what fails before the first token is a status; what fails later is an event, and the stream ends', async () => {
  const { backend, server } = await startFake();
  const early = server.post('/stream', { prompt: 'a' });
  (await backend.arrived(0)).channel.fail(new Error('out of luck'));
  assert.is((await early).status, 500);
  assert.not.match(await (await early).text(), 'luck');
  const late = server.post('/stream', { prompt: 'a' });
  const { token, channel } = await backend.arrived(1);
  token();
  channel.fail(new Error('out of luck'));
  const events = eventsOf(await (await late).text());
  assert.equal(
    events.map(({ event }) => event),
    ['token', 'error'],
  );
  assert.not.match(JSON.stringify(events), 'luck');
  await server.close();
});

test('a deadline ends a request with what it has', async () => {
  const { backend, server } = await startFake();
  const answer = server.post('/stream', { prompt: 'a', timeout_ms: 5 });
  const { request, token, finish } = await backend.arrived();
  assert.is(request.deadlineMs, 5);
  token();
  finish('deadline');
  const events = eventsOf(await (await answer).text());
  assert.is((events.at(-1)!.data as { status: string }).status, 'deadline');
  await server.close();
});

test('a backend that keeps no deadline is given up, before and after the first token', async () => {
  const { backend, server } = await startFake({ deadlineGraceMs: 10 });
  const silent = await server.post('/batch', { prompts: ['a'], timeout_ms: 1 });
  assert.is(silent.status, 504);
  assert.is((await silent.json()).error.code, 'deadline');
  const stuck = server.post('/stream', { prompt: 'a', timeout_ms: 1 });
  (await backend.arrived(1)).token();
  assert.is(eventsOf(await (await stuck).text()).at(-1)!.event, 'error');
  assert.is(await pendingOf(server), 0);
  assert.is(backend.cancelled.length, 2);
  assert.equal(
    server.rows.map(({ status }) => status),
    ['failed', 'failed'],
  );
  await server.close();
});

test('a slow reader is paused, then dropped, and the others do not wait', async () => {
  const { backend, server } = await startFake({ streamBufferBytes: 1000, slowReaderMs: 50 });
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ prompt: 'slow' });
  socket.write(
    `POST /stream HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  socket.pause();
  const slow = await backend.arrived(0);
  // More than the kernel's socket buffers hold (a few MB on loopback), so that the server's own buffer fills.
  const text = 'x'.repeat(1 << 20);
  for (let i = 0; i < 32; i++) slow.token(text);
  const other = server.post('/stream', { prompt: 'fast' });
  const fast = await backend.arrived(1);
  fast.token();
  fast.finish();
  assert.is(eventsOf(await (await other).text()).at(-1)!.event, 'finish');
  await until(() => backend.cancelled.includes(slow.request.id));
  await until(() => server.rows.some(({ status }) => status === 'cancelled'));
  socket.resume();
  await once(socket, 'close');
  assert.ok(socket.bytesRead < 32 * text.length, 'the rest was never sent');
  await server.close();
});

test('in a storm of cancellations every answer holds its own tokens only', async () => {
  const server = await startTestServer({ times: { prefillMs: 0, decodeMs: 1 } });
  const random = seededRandom(7);
  const expected = async (prompt: string) => {
    const alone = new MockBackend({ times: { prefillMs: 0, decodeMs: 0 } });
    const [stream] = alone.submit([{ id: 'alone', prompt, maxNewTokens: 24 }]);
    const ids: (number | null)[] = [];
    for await (const event of stream!) if (event.kind === 'token') ids.push(event.tokenId);
    return ids;
  };
  const client = async (name: number) => {
    for (let i = 0; i < 6; i++) {
      const prompt = `client ${name} request ${i}`;
      const abort = new AbortController();
      const leaveAfter = random() < 0.5 ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
      const ids: number[] = [];
      const onEvent = ({ event, data }: { event?: string; data: string }) => {
        if (event === 'token') ids.push(JSON.parse(data).token_id);
        if (ids.length > leaveAfter) abort.abort();
      };
      const url = `${server.url}/stream`;
      await postForEvents(url, { prompt, max_new_tokens: 24 }, onEvent, { signal: abort.signal }).catch(
        (error) => assert.is(error, abort.signal.reason),
      );
      const golden = await expected(prompt);
      assert.equal(ids, abort.signal.aborted ? golden.slice(0, ids.length) : golden);
    }
  };
  await Promise.all(Array.from({ length: 24 }, (_, name) => client(name)));
  await until(async () => (await pendingOf(server)) === 0);
  await server.close();
});

test('shutting down: no new requests, those in flight end, probes say so', async () => {
  const { backend, server } = await startFake();
  const answer = server.post('/stream', { prompt: 'a' });
  const { token, finish } = await backend.arrived();
  token();
  const response = await answer;
  const closed = server.close();
  assert.is((await fetch(`${server.url}/readyz`)).status, 503);
  assert.is((await fetch(`${server.url}/healthz`)).status, 200);
  const refused = await server.post('/stream', { prompt: 'b' });
  assert.is(refused.status, 503);
  assert.ok(refused.headers.has('retry-after'));
  token();
  finish();
  assert.is(eventsOf(await response.text()).at(-1)!.event, 'finish');
  await closed;
  assert.ok(backend.closed);
  assert.is(server.rows[0]!.status, 'ok');
});

test('shutting down does not wait for ever', async () => {
  const { backend, server } = await startFake({ drainMs: 20 });
  const answer = server.post('/stream', { prompt: 'a' });
  (await backend.arrived()).token();
  const response = await answer;
  await server.close();
  const finish = eventsOf(await response.text()).at(-1)!;
  assert.is((finish.data as { status: string }).status, 'cancelled');
});

test.run();
