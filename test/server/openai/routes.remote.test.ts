import OpenAI from 'openai';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../../src/backends/openai/backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import type { ScriptedServer } from '../../backends/scripted-server.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { startThinkingServer, USAGE } from '../../support/thinking-server.js';

// Our server in front of one that thinks before it answers, and whose cache had half of the prompt.
const test = suite<{ remote: ScriptedServer; server: TestServer; client: OpenAI }>(
  'in front of a server that thinks',
);

test.before(async (context) => {
  context.remote = await startThinkingServer();
  const openai = { baseUrl: context.remote.baseUrl, api: 'chat' } as const;
  const spec = backendSpec.parse({ backend: 'openai', model: 'mock', openai });
  context.server = await startTestServer({ start: () => connectOpenAi(spec) });
  context.client = new OpenAI({ baseURL: `${context.server.url}/v1`, apiKey: 'none', maxRetries: 0 });
});
test.after(async ({ server, remote }) => {
  await server.close();
  await remote.close();
});

const chat = { model: 'mock', messages: [{ role: 'user' as const, content: 'Hello' }], temperature: 0 };

test('a chat: thoughts stand apart, and its counts are those of the server', async ({ client }) => {
  const { choices, usage } = await client.chat.completions.create(chat);
  assert.equal(choices[0]!.message, {
    role: 'assistant',
    content: 'Good day',
    refusal: null,
    reasoning_content: 'Hm. So.',
  } as unknown);
  assert.equal(usage, USAGE);
});

test('a chat, streamed: thoughts have their own deltas', async ({ client }) => {
  const stream_options = { include_usage: true };
  const stream = await client.chat.completions.create({ ...chat, stream: true, stream_options });
  const deltas: unknown[] = [];
  let usage: unknown;
  for await (const chunk of stream) {
    if (chunk.choices[0]) deltas.push(chunk.choices[0].delta);
    usage = chunk.usage ?? usage;
  }
  assert.equal(deltas, [
    { role: 'assistant', content: '' },
    { reasoning_content: 'Hm.' },
    { reasoning_content: ' So.' },
    { content: 'Good' },
    { content: ' day' },
    {},
  ]);
  assert.equal(usage, USAGE);
});

for (const stream of [false, true]) {
  test(`a completion${stream ? ', streamed,' : ''} has the answer alone`, async ({ server }) => {
    const body = { prompt: 'Hello', temperature: 0, stream };
    const response = await server.post('/v1/completions', body);
    const answer = await response.text();
    assert.is(response.status, 200);
    assert.not.match(answer, 'Hm');
    assert.match(answer, 'Good');
  });
}

test('several answers to one prompt: it was cached once', async ({ server }) => {
  const response = await server.post('/v1/chat/completions', { ...chat, n: 2 });
  const { usage } = await response.json();
  assert.equal(usage, {
    prompt_tokens: 8,
    completion_tokens: 8,
    total_tokens: 16,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 4 },
  });
});

test.run();
