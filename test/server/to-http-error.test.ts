import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import type { RequestParameter } from '../../src/generation.js';
import { FakeBackend } from '../support/fake-backend.js';
import { fc } from '../support/fast-check.js';
import { eventsOf, startTestServer, type TestServer } from '../support/test-server.js';

const LIMITS = { bodyBytes: 20_000, promptTokens: 50, maxNewTokens: 20, batchPrompts: 3, requestMs: 600_000 };

const test = suite<{ server: TestServer }>('bad requests');
test.before(async (context) => {
  context.server = await startTestServer({ limits: LIMITS });
});
test.after(({ server }) => server.close());

const chat = (content: unknown) => ({ messages: [{ role: 'user', content }] });

/** Path, body, the field the answer must name. */
const BAD: readonly [string, unknown, string][] = [
  ['/stream', {}, 'prompt'],
  ['/stream', { prompt: '' }, 'prompt'],
  ['/stream', { prompt: 5 }, 'prompt'],
  ['/stream', { prompt: [] }, 'prompt'],
  ['/stream', { prompt: [1, -1] }, 'prompt.1'],
  ['/stream', { prompt: [1.5] }, 'prompt.0'],
  ['/stream', '{"prompt":"\\ud800"}', 'prompt'],
  ['/stream', { prompt: 'word '.repeat(60) }, 'prompt'],
  ['/stream', { prompt: Array(51).fill(1) }, 'prompt'],
  ['/batch', { prompts: ['a', 'word '.repeat(60)] }, 'prompts'],
  ['/v1/chat/completions', chat('word '.repeat(60)), 'messages'],
  ['/stream', { prompt: 'a', max_new_tokens: 0 }, 'max_new_tokens'],
  ['/stream', { prompt: 'a', max_new_tokens: 21 }, 'max_new_tokens'],
  ['/stream', { prompt: 'a', max_new_tokens: '3' }, 'max_new_tokens'],
  ['/stream', { prompt: 'a', temperature: -1 }, 'temperature'],
  ['/stream', '{"prompt":"a","temperature":1e999}', 'temperature'],
  ['/stream', { prompt: 'a', top_p: 0 }, 'top_p'],
  ['/stream', { prompt: 'a', seed: 2 ** 53 }, 'seed'],
  ['/stream', { prompt: 'a', stop: [''] }, 'stop.0'],
  ['/stream', { prompt: 'a', timeout_ms: 600_001 }, 'timeout_ms'],
  ['/stream', { prompt: 'a', scheduler: 'fastest' }, 'scheduler'],
  ['/stream', { prompt: 'a', max_tokens: 5 }, 'max_tokens'],
  ['/stream', '{"prompt":', 'body'],
  ['/stream', '', 'body'],
  ['/stream', '[]', 'body'],
  ['/stream', 'null', 'body'],
  ['/stream', '{"__proto__":{"prompt":"a"}}', 'body'],
  ['/batch', { prompts: [] }, 'prompts'],
  ['/batch', { prompts: 'a' }, 'prompts'],
  ['/batch', { prompts: ['a', ''] }, 'prompts.1'],
  ['/batch', { prompts: ['a', 'a', 'a', 'a'] }, 'prompts'],
  ['/v1/completions', { prompt: 'a', n: 4 }, 'n'],
  ['/v1/completions', { prompt: ['a', 'b'], n: 2 }, 'n'],
  ['/v1/completions', { prompt: 'a', echo: true }, 'echo'],
  ['/v1/completions', { prompt: 'a', model: '../../etc/passwd' }, 'model'],
  ['/v1/chat/completions', {}, 'messages'],
  ['/v1/chat/completions', { messages: [] }, 'messages'],
  ['/v1/chat/completions', { messages: [{ role: 'robot', content: 'a' }] }, 'messages.0.role'],
  ['/v1/chat/completions', chat([{ type: 'image_url' }]), 'messages.0.content.0.type'],
  ['/v1/chat/completions', { ...chat('a'), tools: [{ type: 'function' }] }, 'tools'],
];

for (const [path, body, param] of BAD) {
  const sent = typeof body === 'string' ? body : JSON.stringify(body).slice(0, 60);
  test(`${path} ${sent} names ${param}`, async ({ server }) => {
    const response = await server.post(path, body);
    const { error } = await response.json();
    assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`);
    assert.is(error.param, param);
    assert.not.match(JSON.stringify(error), /\bat .*:\d+|node_modules/);
  });
}

test('the answer says the field, the value that was sent and the rule', async ({ server }) => {
  for (const [path, body, says] of [
    ['/stream', { prompt: 5 }, 'prompt is 5; it must be text or a list'],
    ['/stream', {}, 'prompt is missing; it must be text or a list'],
    ['/batch', { prompts: ['a', 5] }, 'prompts.1 is 5; it must be text or a list'],
    ['/stream', { prompt: 'a', max_new_tokens: 21 }, 'max_new_tokens is 21; it must be at most 20'],
    ['/stream', { prompt: 'a', max_tokens: 5 }, 'max_tokens is not known here'],
    ['/stream', { prompt: 'a', scheduler: 'x' }, 'it must be one of sequential, static, continuous'],
    ['/v1/completions', { prompt: 'a', echo: true }, 'echo is true, which is not supported here'],
    ['/stream', '[]', 'body is []; it must be an object of named values'],
  ] as const) {
    const { error } = await (await server.post(path, body)).json();
    assert.match(error.message, says);
  }
});

/** What a backend refuses, by the contract's name, on a route with this body: the field that must be blamed. */
const REFUSED: readonly [RequestParameter | undefined, string, object, string | null][] = [
  ['prompt', '/stream', { prompt: 'a' }, 'prompt'],
  ['prompt', '/batch', { prompts: ['a'] }, 'prompts'],
  ['prompt', '/v1/completions', { prompt: 'a' }, 'prompt'],
  ['prompt', '/v1/chat/completions', chat('a'), 'messages'],
  ['maxNewTokens', '/stream', { prompt: 'a', max_new_tokens: 9 }, 'max_new_tokens'],
  ['maxNewTokens', '/batch', { prompts: ['a'] }, 'max_new_tokens'],
  ['maxNewTokens', '/v1/completions', { prompt: 'a', max_tokens: 9 }, 'max_tokens'],
  ['maxNewTokens', '/v1/completions', { prompt: 'a', max_new_tokens: 9 }, 'max_tokens'],
  ['maxNewTokens', '/v1/chat/completions', { ...chat('a'), max_tokens: 9 }, 'max_tokens'],
  [
    'maxNewTokens',
    '/v1/chat/completions',
    { ...chat('a'), max_completion_tokens: 9 },
    'max_completion_tokens',
  ],
  ['maxNewTokens', '/v1/chat/completions', chat('a'), 'max_completion_tokens'],
  ['deadlineMs', '/stream', { prompt: 'a', timeout_ms: 9 }, 'timeout_ms'],
  ['deadlineMs', '/v1/completions', { prompt: 'a' }, null],
  ['topK', '/stream', { prompt: 'a', temperature: 1, top_k: 3 }, 'top_k'],
  ['topP', '/v1/completions', { prompt: 'a', top_p: 0.5 }, 'top_p'],
  ['temperature', '/stream', { prompt: 'a', temperature: 1 }, 'temperature'],
  ['seed', '/v1/completions', { prompt: 'a', seed: 3 }, 'seed'],
  ['stop', '/stream', { prompt: 'a', stop: ['b'] }, 'stop'],
  ['forceLength', '/v1/completions', { prompt: 'a', ignore_eos: true }, 'ignore_eos'],
  [undefined, '/stream', { prompt: 'a' }, null],
];

test('what the backend refuses is blamed on the field that the caller sent', async () => {
  const backend = new FakeBackend();
  const refusing = await startTestServer({ start: async () => backend, schedulers: ['continuous'] });
  for (const [n, [parameter, path, body, field]] of REFUSED.entries()) {
    const answer = refusing.post(path, body);
    (await backend.arrived(n)).channel.fail(new InputError('not so', { parameter }));
    const response = await answer;
    const { error } = await response.json();
    assert.equal(
      [response.status, error.message, error.param],
      [400, 'not so', field],
      `${path} ${parameter}`,
    );
  }
  await refusing.close();
});

test('what is refused after the first token is told in the stream, with its field', async () => {
  const backend = new FakeBackend();
  const refusing = await startTestServer({ start: async () => backend, schedulers: ['continuous'] });
  const answer = refusing.post('/stream', { prompt: 'a', stop: ['b'] });
  const { token, channel } = await backend.arrived();
  token();
  channel.fail(new InputError('not so', { parameter: 'stop' }));
  const last = eventsOf(await (await answer).text()).at(-1)!;
  assert.equal([last.event, (last.data as { error: { param: string } }).error.param], ['error', 'stop']);
  await refusing.close();
});

test('a body past the limit is 413', async ({ server }) => {
  const response = await server.post('/stream', { prompt: 'a'.repeat(30_000) });
  assert.is(response.status, 413);
  assert.is((await response.json()).error.param, 'body');
});

test('a path that is no URL, and a body of another type, are told in the same JSON', async ({ server }) => {
  const path = await fetch(`${server.url}/%ff`);
  assert.equal([path.status, (await path.json()).error.code], [400, 'bad_url']);
  const headers = { 'content-type': 'text/plain' };
  const body = await fetch(`${server.url}/stream`, { method: 'POST', headers, body: 'prompt' });
  assert.match((await body.json()).error.message, 'content-type must be application/json');
});

test('an unknown path is 404 in JSON, and is not echoed with its query', async ({ server }) => {
  const response = await fetch(`${server.url}/nowhere?key=secret`);
  assert.is(response.status, 404);
  assert.not.match((await response.json()).error.message, 'secret');
});

test('no JSON whatsoever is answered with a 5xx', async ({ server }) => {
  const fields = [
    'prompt',
    'prompts',
    'messages',
    'max_new_tokens',
    'max_tokens',
    'stop',
    'n',
    'model',
    'stream',
  ];
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue(), fc.constant('a'), fc.constant(1))),
  );
  const path = fc.constantFrom('/stream', '/batch', '/v1/completions', '/v1/chat/completions');
  await fc.assert(
    fc.asyncProperty(path, body, async (path, body) => {
      const response = await server.post(path, JSON.stringify(body));
      const text = await response.text();
      assert.ok(response.status < 500, `${response.status} ${text}`);
      if (response.status >= 400) assert.type(JSON.parse(text).error.message, 'string');
    }),
    { numRuns: 300, seed: 5 },
  );
});

test.run();
