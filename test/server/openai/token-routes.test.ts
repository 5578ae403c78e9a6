import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const test = suite<{ server: TestServer }>('/tokenize and /detokenize');
test.before(async (context) => {
  context.server = await startTestServer();
});
test.after(({ server }) => server.close());

const ask = async ({ server }: { server: TestServer }, path: string, body: object) => {
  const response = await server.post(path, body);
  return { status: response.status, body: await response.json() };
};

test('text there and back, in the shapes of vLLM', async (context) => {
  const { body } = await ask(context, '/tokenize', { model: 'mock', prompt: 'once upon once' });
  assert.equal(body, { count: 4, max_model_len: null, tokens: [0, 1, 2, 1], token_strs: null });
  const back = await ask(context, '/detokenize', { model: 'mock', tokens: body.tokens });
  assert.equal(back.body, { prompt: '<s> once upon once' });
});

test('what a harness asks of the tokenizer itself', async ({ server }) => {
  const response = await fetch(`${server.url}/tokenizer_info`);
  assert.is(response.status, 200);
  assert.equal(await response.json(), { tokenizer_class: 'WordTokenizer', bos_token: '<s>' });
});

test('special tokens are left out for who says so', async (context) => {
  const { body } = await ask(context, '/tokenize', { prompt: 'once upon', add_special_tokens: false });
  assert.equal(body.tokens, [1, 2]);
});

test('a conversation is what a chat with it would compute', async (context) => {
  const messages = [{ role: 'user', content: 'once upon' }];
  const { body } = await ask(context, '/tokenize', { messages });
  const chat = await ask(context, '/v1/chat/completions', { messages, max_tokens: 1 });
  assert.is(body.count, chat.body.usage.prompt_tokens);
});

for (const [path, sent, status, param] of [
  ['/tokenize', {}, 400, 'prompt'],
  ['/tokenize', { prompt: 'a', messages: [{ role: 'user', content: 'a' }] }, 400, 'prompt'],
  ['/tokenize', { prompt: 'a', model: 'other' }, 404, 'model'],
  ['/tokenize', { prompt: 'a', return_token_strs: true }, 400, 'return_token_strs'],
  ['/tokenize', { messages: [{ role: 'user', content: 'a' }], chat_template: 'x' }, 400, 'chat_template'],
  [
    '/tokenize',
    { messages: [{ role: 'user', content: 'a' }], add_special_tokens: true },
    400,
    'add_special_tokens',
  ],
  ['/detokenize', { tokens: [-1] }, 400, 'tokens.0'],
  ['/detokenize', { tokens: [0, 1, 99999] }, 400, 'tokens.2'],
  ['/detokenize', { tokens: [0], model: 'other' }, 404, 'model'],
] as const) {
  test(`${path} ${JSON.stringify(sent)} is ${status}, and names ${param}`, async (context) => {
    const { status: was, body } = await ask(context, path, sent);
    assert.equal([was, body.error.param], [status, param]);
  });
}

test('a server without the tokenizer says so', async () => {
  const server = await startTestServer({
    describeModel: async () => ({
      name: 'm',
      renderChat: () => '',
      tokenizer: null,
      tokenizerInfo: null,
      contextLength: 9,
    }),
  });
  const { status, body } = await ask({ server }, '/tokenize', { prompt: 'a' });
  assert.is(status, 501);
  assert.match(body.error.message, 'the tokenizer of "m" is not here');
  const info = await fetch(`${server.url}/tokenizer_info`);
  assert.equal([info.status, (await info.json()).error.code], [501, 'no_tokenizer']);
  await server.close();
});

test.run();
