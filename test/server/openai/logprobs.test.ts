import OpenAI from 'openai';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chatLogprobs } from '../../../src/server/openai/logprobs.js';
import { fakeModelSubject } from '../../backends/subjects.js';
import { fakeTokenizer } from '../../support/fake-model.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

// Our engine over a model of arithmetic, a letter a token; echo.test.ts computes what completions tell, by hand. The
// official client is the outside judge of the forms.
const test = suite<{ server: TestServer; client: OpenAI }>('log-probabilities of chats and streams');
test.before(async (context) => {
  context.server = await startTestServer({
    start: (scheduler) => fakeModelSubject(scheduler).open(),
    describeModel: async () => ({
      name: 'm',
      renderChat: () => 'hello',
      tokenizer: fakeTokenizer,
      tokenizerInfo: null,
      contextLength: 128,
    }),
  });
  context.client = new OpenAI({ baseURL: `${context.server.url}/v1`, apiKey: 'none', maxRetries: 0 });
});
test.after(({ server }) => server.close());

const asked = { model: 'm', max_tokens: 5, temperature: 0, ignore_eos: true };
const messages = [{ role: 'user' as const, content: 'hi' }];

/** What the older form says of the same five tokens. */
const completed = async (client: OpenAI, logprobs = 3) =>
  (await client.completions.create({ ...asked, prompt: 'hello', logprobs })).choices[0]!;

test('a chat tells of every token what a completion of its prompt tells', async ({ client }) => {
  const old = (await completed(client)).logprobs!;
  const answer = await client.chat.completions.create({
    ...asked,
    messages,
    logprobs: true,
    top_logprobs: 3,
  });
  const content = answer.choices[0]!.logprobs!.content!;
  assert.equal(
    content.map(({ token }) => token),
    old.tokens,
  );
  assert.equal(
    content.map(({ logprob }) => logprob),
    old.token_logprobs,
  );
  for (const [at, { top_logprobs, token }] of content.entries()) {
    const tops = Object.fromEntries(top_logprobs.map((top) => [top.token, top.logprob]));
    assert.equal(tops, Object.fromEntries(Object.entries(old.top_logprobs![at]!).reverse()));
    assert.is(top_logprobs[0]!.token, token); // greedy
  }
});

test('a chat, streamed: each token with its chunk, and together what the whole answer tells', async ({
  client,
}) => {
  const body = { ...asked, messages, logprobs: true, n: 2 };
  const whole = await client.chat.completions.create(body);
  const final = await client.chat.completions.stream({ ...body, stream: true }).finalChatCompletion();
  for (const [i, choice] of whole.choices.entries())
    assert.equal(final.choices[i]!.logprobs, choice.logprobs);
  assert.equal(whole.choices[0]!.logprobs!.content![0]!.top_logprobs, []);
});

test('a completion, streamed: the lists go on where the last chunk ended', async ({ client }) => {
  const whole = await completed(client);
  const stream = await client.completions.create({ ...asked, prompt: 'hello', logprobs: 3, stream: true });
  const lists: Record<string, unknown[]> = {};
  let text = '';
  for await (const { choices } of stream) {
    const [choice] = choices;
    text += choice!.text;
    for (const [name, part] of Object.entries(choice!.logprobs ?? {})) {
      assert.is((part as unknown[]).length, 1);
      lists[name] = [...(lists[name] ?? []), ...(part as unknown[])];
    }
  }
  assert.is(text, whole.text);
  assert.equal(lists, whole.logprobs);
});

test('a token that is held back, as it may begin a stop string, tells how likely it was', async ({
  client,
}) => {
  const { text } = await completed(client);
  const body = { model: 'm', max_tokens: 5, temperature: 0, prompt: 'hello', stop: text.slice(1, 3) };
  const stream = await client.completions.create({ ...body, logprobs: 0, stream: true });
  const told: string[] = [];
  let said = '';
  for await (const { choices } of stream) {
    told.push(...(choices[0]!.logprobs?.tokens ?? []));
    said += choices[0]!.text;
  }
  assert.is(said, text[0]);
  assert.is(told.join(''), text.slice(0, 3));
});

test('part of a character has no bytes that its text shows', () => {
  const tokenizer = { ...fakeTokenizer, decode: ([id]: number[]) => (id === 0 ? '\uFFFD' : 'é') };
  const served = { name: 'm', renderChat: () => '', tokenizer, tokenizerInfo: null, contextLength: null };
  const likeliest = [{ tokenId: 1, logprob: -1 }];
  assert.equal(chatLogprobs(served)([{ tokenId: 0, logprob: -2, likeliest }]), {
    content: [
      {
        token: '\uFFFD',
        logprob: -2,
        bytes: null,
        top_logprobs: [{ token: 'é', logprob: -1, bytes: [0xc3, 0xa9] }],
      },
    ],
    refusal: null,
  });
});

for (const [more, param] of [
  [{ top_logprobs: 2 }, 'top_logprobs'],
  [{ top_logprobs: 2, logprobs: false }, 'top_logprobs'],
  [{ top_logprobs: 21, logprobs: true }, 'top_logprobs'],
  [{ logprobs: 2 }, 'logprobs'],
] as const) {
  test(`a chat with ${JSON.stringify(more)} is refused, naming ${param}`, async ({ server }) => {
    const response = await server.post('/v1/chat/completions', { ...asked, messages, ...more });
    assert.equal([response.status, (await response.json()).error.param], [400, param]);
  });
}

for (const stream of [true, false]) {
  test(`a backend that is told none refuses them by name${stream ? ', before the stream opens' : ''}`, async () => {
    const server = await startTestServer();
    const body = { messages, max_tokens: 2, logprobs: true, stream };
    const refused = await server.post('/v1/chat/completions', body);
    assert.equal([refused.status, (await refused.json()).error.param], [400, 'logprobs']);
    const plain = await server.post('/v1/chat/completions', { ...body, logprobs: false, top_logprobs: 0 });
    assert.is(plain.status, 200);
    await server.close();
  });
}

test.run();
