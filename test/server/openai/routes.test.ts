import OpenAI from 'openai';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend } from '../../../src/backends/mock/mock-backend.js';
import { eventsOf, startTestServer, type TestServer } from '../../support/test-server.js';

// The official client is the outside judge of the protocol.
const test = suite<{ server: TestServer; client: OpenAI }>('the official openai client');
test.before(async (context) => {
  const backend = new MockBackend({ times: { prefillMs: 0, decodeMs: 0 }, scheduler: 'continuous' });
  const sized = Object.assign(backend, { info: { ...backend.info, contextLength: 2048 } });
  context.server = await startTestServer({ apiKey: 'secret', start: async () => sized });
  context.client = new OpenAI({ baseURL: `${context.server.url}/v1`, apiKey: 'secret', maxRetries: 0 });
});
test.after(({ server }) => server.close());

const model = 'mock';
const messages = [{ role: 'user' as const, content: 'Tell me a story' }];

test('lists the model, with the length of its context as vLLM does', async ({ client }) => {
  const { data } = await client.models.list();
  assert.equal(
    data.map((entry) => [entry.id, (entry as { max_model_len?: unknown }).max_model_len]),
    [['mock', 2048]],
  );
});

test('tells of one model by its id, and that there is no other', async ({ client }) => {
  assert.is((await client.models.retrieve('mock')).id, 'mock');
  const unknown = await errorOf(client.models.retrieve('somebody/else'));
  assert.instance(unknown, OpenAI.NotFoundError);
  assert.equal([unknown.param, unknown.code], ['model', 'model_not_found']);
});

test('a model of the hub is found by its id, the slash escaped or not', async () => {
  const describeModel = async () => ({
    name: 'org/model',
    renderChat: () => '',
    tokenizer: null,
    tokenizerInfo: null,
    contextLength: 7,
  });
  const server = await startTestServer({ describeModel });
  for (const id of ['', 'org', 'org/model/x'])
    assert.is((await fetch(`${server.url}/v1/models/${id}`)).status, 404, id);
  for (const id of ['org/model', 'org%2Fmodel']) {
    const model = await (await fetch(`${server.url}/v1/models/${id}`)).json();
    assert.equal([model.id, model.object, model.max_model_len], ['org/model', 'model', 7]);
  }
  await server.close();
});

test('completions: one choice a prompt, usage counted', async ({ client }) => {
  const answer = await client.completions.create({
    model,
    prompt: ['a', 'b'],
    max_tokens: 3,
    temperature: 0,
    n: 2,
  });
  assert.equal(
    answer.choices.map(({ index }) => index),
    [0, 1, 2, 3],
  );
  assert.is(answer.choices[0]!.text, answer.choices[1]!.text);
  // The mock counts words and one special token: two prompts of one word.
  assert.is(answer.usage!.prompt_tokens, 4);
  assert.is(answer.usage!.total_tokens, 4 + answer.usage!.completion_tokens);
});

test('completions, streamed: the same text in pieces, and usage for who asks', async ({ client }) => {
  const body = { model, prompt: 'a', max_tokens: 6, temperature: 0 };
  const whole = await client.completions.create(body);
  const stream = await client.completions.create({
    ...body,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  const reasons = [];
  let usage: unknown;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.text ?? '';
    if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
    usage = chunk.usage ?? usage;
  }
  assert.is(text, whole.choices[0]!.text);
  assert.equal(reasons, [whole.choices[0]!.finish_reason]);
  assert.equal(usage, whole.usage);
});

/** What each chunk of a stream says of usage, and the whole answer's. */
async function usages(server: TestServer, path: string, asked: object, options: object) {
  const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' };
  const body = { ...asked, model, max_tokens: 3, temperature: 0, ignore_eos: true };
  const whole = await (await server.post(path, body, { headers })).json();
  const stream = { ...body, stream: true, stream_options: options };
  const events = eventsOf(await (await server.post(path, stream, { headers })).text());
  const chunks = events.slice(0, -1).map(({ data }) => (data as { usage?: unknown }).usage);
  return { chunks, whole: whole.usage };
}

test('usage: of our own model nothing is cached', async ({ server }) => {
  const { whole } = await usages(server, '/v1/completions', { prompt: 'a' }, {});
  const details = { prompt_tokens_details: { cached_tokens: 0 } };
  assert.equal(whole, { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5, ...details });
});

test('usage in a stream: none, null before the last chunk, or what there is so far', async ({ server }) => {
  const of = (options: object) => usages(server, '/v1/completions', { prompt: 'a' }, options);
  const none = await of({ continuous_usage_stats: true }); // vLLM: only together with include_usage
  assert.ok(none.chunks.every((usage) => usage === undefined));
  const last = await of({ include_usage: true });
  assert.equal(last.chunks, [null, null, null, null, last.whole]);
  const each = await of({ include_usage: true, continuous_usage_stats: true });
  const counts = each.chunks.map((usage) => Object.values(usage as object).slice(0, 3));
  assert.equal(counts, [
    [2, 1, 3],
    [2, 2, 4],
    [2, 3, 5],
    [2, 3, 5],
    [2, 3, 5],
  ]);
});

test('usage in a chat, streamed: the chunk that opens it has made nothing', async ({ server }) => {
  const options = { include_usage: true, continuous_usage_stats: true };
  const { chunks, whole } = await usages(server, '/v1/chat/completions', { messages }, options);
  const made = chunks.map((usage) => (usage as { completion_tokens: number }).completion_tokens);
  assert.equal(made, [0, 1, 2, 3, 3, 3]);
  assert.equal(chunks.at(-1), whole);
});

test('usage in front of a server elsewhere: what is cached there is not known where it does not tell', async () => {
  const backend = new MockBackend({ times: { prefillMs: 0, decodeMs: 0 } });
  const remote = Object.assign(backend, { info: { ...backend.info, isServer: true } });
  const server = await startTestServer({ start: async () => remote });
  const { whole } = await usages(server, '/v1/completions', { prompt: 'a' }, {});
  assert.not.ok('prompt_tokens_details' in whole);
  await server.close();
});

test('chat: whole and streamed agree', async ({ client }) => {
  const body = { model, messages, max_tokens: 5, temperature: 0 };
  const whole = await client.chat.completions.create(body);
  assert.is(whole.choices[0]!.message.role, 'assistant');
  const final = await client.chat.completions.stream({ ...body, stream: true }).finalChatCompletion();
  assert.is(final.choices[0]!.message.content, whole.choices[0]!.message.content);
  assert.is(final.choices[0]!.finish_reason, whole.choices[0]!.finish_reason);
});

test('chat, streamed, n = 3: each choice is complete', async ({ client }) => {
  const body = { model, messages, max_tokens: 5, temperature: 0, n: 3 };
  const final = await client.chat.completions.stream({ ...body, stream: true }).finalChatCompletion();
  assert.is(final.choices.length, 3);
  for (const choice of final.choices) assert.is(choice.message.content, final.choices[0]!.message.content);
});

test('content in parts is joined', async ({ client }) => {
  const parts = [
    { type: 'text' as const, text: 'Tell me ' },
    { type: 'text' as const, text: 'a story' },
  ];
  const ask = (content: string | typeof parts) =>
    client.chat.completions.create({
      model,
      messages: [{ role: 'user', content }],
      temperature: 0,
      max_tokens: 4,
    });
  const [joined, inParts] = [await ask('Tell me a story'), await ask(parts)];
  assert.is(inParts.choices[0]!.message.content, joined.choices[0]!.message.content);
});

async function errorOf(promise: PromiseLike<unknown>) {
  try {
    await promise;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('errors are the classes the client knows, and name the field', async ({ client, server }) => {
  const unknown = await errorOf(client.completions.create({ model: '../../etc/passwd', prompt: 'a' }));
  assert.instance(unknown, OpenAI.NotFoundError);
  assert.is(unknown.param, 'model');
  const bad = await errorOf(client.completions.create({ model, prompt: 'a', temperature: 9 }));
  assert.instance(bad, OpenAI.BadRequestError);
  assert.is(bad.param, 'temperature');
  const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'guess', maxRetries: 0 });
  assert.instance(await errorOf(stranger.models.list()), OpenAI.AuthenticationError);
});

test('what would change the answer and is not supported is refused', async ({ client }) => {
  const refused = await errorOf(client.completions.create({ model, prompt: 'a', logprobs: 3 }));
  assert.instance(refused, OpenAI.BadRequestError);
  assert.is(refused.param, 'logprobs');
});

test.run();
