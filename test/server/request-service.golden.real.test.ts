import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnBackend } from '../../src/backends/process/process-backend.js';
import { backendSpec } from '../../src/backends/spec.js';
import { postForEvents, postJson } from '../../src/wire/client.js';
import { seededRandom } from '../../src/workload/random.js';
import { golden } from '../support/golden.js';
import { startTestServer } from '../support/test-server.js';

test('in a storm of cancellations the engine gives every request its own tokens', async () => {
  const server = await startTestServer({
    start: (scheduler) => spawnBackend(backendSpec.parse({ backend: 'onnx', scheduler })),
    schedulers: ['continuous'],
  });
  const random = seededRandom(11);
  let finished = 0;
  const client = async () => {
    for (let i = 0; i < 6; i++) {
      const { prompt, greedy_ids: expected } = golden[Math.floor(random() * golden.length)]!;
      const body = { prompt, max_new_tokens: expected.length };
      const abort = new AbortController();
      const leaveAfter = random() < 0.5 ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
      const ids: number[] = [];
      await postForEvents(
        `${server.url}/stream`,
        body,
        ({ event, data }) => {
          if (event === 'token') ids.push(JSON.parse(data).token_id);
          if (ids.length > leaveAfter) abort.abort();
        },
        { signal: abort.signal },
      ).catch((error) => assert.is(error, abort.signal.reason));
      if (!abort.signal.aborted) finished++;
      assert.equal(ids, abort.signal.aborted ? expected.slice(0, ids.length) : expected);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  assert.ok(finished > 30, 'enough requests ran to their end to judge');
  const shortest = Math.min(...golden.map(({ greedy_ids }) => greedy_ids.length));
  const batch = (await postJson(`${server.url}/batch`, {
    prompts: golden.map(({ prompt }) => prompt),
    max_new_tokens: shortest,
  })) as { results: { token_ids: number[] }[] };
  for (const [i, { token_ids }] of batch.results.entries()) {
    assert.equal(token_ids, golden[i]!.greedy_ids.slice(0, shortest));
  }
  await server.close();
});

test('a prompt that the model refuses fails alone: every scheduler goes on', async () => {
  const server = await startTestServer({
    start: (scheduler) => spawnBackend(backendSpec.parse({ backend: 'onnx', scheduler })),
  });
  const tooLong = 'word '.repeat(3000); // the model's context is 1,024 tokens
  for (const scheduler of ['continuous', 'static', 'sequential']) {
    const ask = (prompt: string) =>
      server.post('/batch', { prompts: [prompt], max_new_tokens: 1, scheduler });
    const refused = await ask(tooLong);
    assert.is(refused.status, 400);
    assert.is((await refused.json()).error.param, 'prompts');
    assert.is((await ask('Once')).status, 200, scheduler);
  }
  await server.close();
});

test.run();
