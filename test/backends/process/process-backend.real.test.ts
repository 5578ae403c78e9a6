import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { BackendError, InputError } from '../../../src/errors.js';
import { complete, type GenerateRequest } from '../../../src/generation.js';
import { golden } from '../../support/golden.js';
import { startHttpServer } from '../../support/http-server.js';

const mock = backendSpec.parse({ backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } });
const request = (id: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id,
  prompt: `prompt ${id}`,
  maxNewTokens: 8,
  forceLength: true,
  ...more,
});
const first = async <T>(list: Promise<T>[]) => (await Promise.all(list))[0]!;

test('what comes over the process boundary is what the backend makes in this process', async () => {
  const { createBackend } = await import('../../../src/backends/create.js');
  const here = await createBackend(mock);
  const there = await spawnBackend(mock);
  const [a, b] = [here, there].map((backend) => backend.submit([request('a'), request('b')]).map(complete));
  assert.equal(await Promise.all(a!), await Promise.all(b!));
  assert.equal(there.info, here.info);
  await Promise.all([here.close(), there.close()]);
});

test('the embedded model answers from its own process, golden token for golden token', async () => {
  const backend = await spawnBackend(backendSpec.parse({}));
  assert.is.not(backend.pid, process.pid);
  const answer = await first(
    backend
      .submit([{ id: 'g', prompt: golden[0]!.prompt, maxNewTokens: golden[0]!.greedy_ids.length }])
      .map(complete),
  );
  assert.equal(answer.tokenIds, golden[0]!.greedy_ids);
  await backend.close();
});

const grantsLargePages = /\[(always|madvise)\]/.test(
  await readFile('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').catch(() => ''),
);
(grantsLargePages ? test : test.skip)(
  'the model lies in large memory pages where that is asked for',
  async () => {
    const backend = await spawnBackend(backendSpec.parse({ engine: { largePages: true } }));
    const memory = await readFile(`/proc/${backend.pid}/smaps_rollup`, 'utf8');
    await backend.close();
    assert.ok(Number(/AnonHugePages: +(\d+) kB/.exec(memory)![1]) > 2048, memory);
  },
);

test('the clocks of the two processes are one', async () => {
  const { nowMs } = await import('../../../src/clock.js');
  const backend = await spawnBackend(mock);
  const sentAtMs = nowMs();
  for await (const event of backend.submit([request('clock')])[0]!) {
    if (event.kind === 'token') assert.ok(sentAtMs < event.emittedAtMs && event.emittedAtMs <= nowMs());
  }
  await backend.close();
});

test('aborting one of several requests cancels that one only', async () => {
  const backend = await spawnBackend(mock);
  const abort = new AbortController();
  const streams = backend.submit([
    request('kept'),
    request('dropped', { maxNewTokens: 1000, signal: abort.signal }),
  ]);
  abort.abort();
  const [kept, dropped] = await Promise.all(streams.map(complete));
  assert.is(kept!.finish.reason, 'length');
  assert.is(dropped!.finish.reason, 'cancelled');
  await backend.close();
});

test('a killed process fails the open streams with a sentence, and every later submit', async () => {
  const backend = await spawnBackend(mock);
  const open = complete(backend.submit([request('open', { maxNewTokens: 100_000 })])[0]!);
  void backend.kill();
  const refusal = (error: Error) => {
    assert.instance(error, BackendError);
    assert.match(error.message, /model process ended: signal SIGKILL/);
  };
  await open.then(() => assert.unreachable(), refusal);
  await complete(backend.submit([request('late')])[0]!).then(() => assert.unreachable(), refusal);
  await backend.close();
});

test("what cannot be loaded is refused with the backend's own sentence, and leaves no process", async () => {
  await spawnBackend(backendSpec.parse({ model: 'no such model' })).then(
    () => assert.unreachable(),
    (error) => {
      assert.instance(error, InputError);
      assert.match(error.message, /neither an existing folder/);
    },
  );
});

test('what its server tells crosses the boundary; a backend without one, or a process that is gone, tells null', async () => {
  const server = await startHttpServer(({ url }, response) =>
    url === '/metrics' ? response.end('tgi_queue_size 3\n') : response.writeHead(404).end(),
  );
  const openai = { baseUrl: `${server.url}/v1` };
  const remote = await spawnBackend(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  assert.equal(await Promise.all([remote.metrics?.(), remote.metrics?.()]), [
    'tgi_queue_size 3\n',
    'tgi_queue_size 3\n',
  ]);
  await Promise.all([remote.close(), server.close()]);
  assert.is(await remote.metrics?.(), null);
  const local = await spawnBackend(mock);
  assert.is(await local.metrics?.(), null);
  const asked = local.metrics?.();
  await local.kill();
  assert.is(await asked, null);
});

test('close() ends the process', async () => {
  const backend = await spawnBackend(mock);
  assert.ok(process.kill(backend.pid, 0));
  await backend.close();
  assert.throws(() => process.kill(backend.pid, 0), /ESRCH/);
});

test.run();
