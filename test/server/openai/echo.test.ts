import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeModelSubject } from '../../backends/subjects.js';
import { fakeTokenizer, logitsAfter } from '../../support/fake-model.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

// Our engine over a model of arithmetic, a letter a token: every log-probability can be computed here.
const test = suite<{ server: TestServer }>('echo and logprobs of completions');
test.before(async (context) => {
  context.server = await startTestServer({
    start: (scheduler) => fakeModelSubject(scheduler).open(),
    describeModel: async () => ({
      name: 'm',
      renderChat: () => 'abc',
      tokenizer: fakeTokenizer,
      tokenizerInfo: null,
      contextLength: 128,
    }),
  });
});
test.after(({ server }) => server.close());

const body = { prompt: 'hello', temperature: 0, max_tokens: 2, ignore_eos: true };

async function choicesOf({ server }: { server: TestServer }, more: object) {
  const response = await server.post('/v1/completions', { ...body, ...more });
  const answer = await response.json();
  assert.is(response.status, 200, JSON.stringify(answer));
  return answer;
}

/** Of the letters after the first, by the model called on all that is before each. */
function logprobsAlone(text: string): number[] {
  const ids = fakeTokenizer.encode(text);
  return ids.slice(1).map((id, i) => {
    const logits = [...logitsAfter(ids.slice(0, i + 1))];
    return logits[id]! - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  });
}

const near = (actual: readonly number[], expected: readonly number[]) => {
  assert.is(actual.length, expected.length);
  for (const [i, value] of actual.entries()) assert.ok(Math.abs(value - expected[i]!) < 1e-6);
};

test('echo: the prompt stands before the answer', async (context) => {
  const plain = await choicesOf(context, {});
  const { choices, usage } = await choicesOf(context, { echo: true });
  assert.is(choices[0].text, `hello${plain.choices[0].text}`);
  assert.is(choices[0].logprobs, null);
  assert.equal(usage, plain.usage);
});

test('echo of token ids is their text', async (context) => {
  const { choices } = await choicesOf(context, { echo: true, prompt: [1, 2, 3], max_tokens: 0 });
  assert.is(choices[0].text, 'abc');
});

test('what lm-evaluation-harness asks: every token of prompt and answer', async (context) => {
  const { choices } = await choicesOf(context, { prompt: ['hello', [1, 2]], echo: true, logprobs: 1 });
  for (const [i, prompt] of ['hello', 'ab'].entries()) {
    const { text, logprobs } = choices[i];
    assert.is(text.slice(0, prompt.length), prompt);
    assert.equal(logprobs.tokens, [...text]);
    assert.equal(logprobs.text_offset, [...logprobs.tokens.keys()]);
    assert.equal([logprobs.token_logprobs[0], logprobs.top_logprobs[0]], [null, null]);
    near(logprobs.token_logprobs.slice(1), logprobsAlone(text));
    for (const [at, top] of logprobs.top_logprobs.slice(1).entries()) {
      const own = logprobs.token_logprobs[at + 1];
      assert.is(top[logprobs.tokens[at + 1]], own);
      assert.is(Object.keys(top).length, own === Math.max(...(Object.values(top) as number[])) ? 1 : 2);
    }
  }
});

test('no token asked for, none answered', async (context) => {
  const { choices, usage } = await choicesOf(context, { echo: true, logprobs: 0, max_tokens: 0 });
  assert.is(choices[0].text, 'hello');
  assert.is(choices[0].finish_reason, 'length');
  near(choices[0].logprobs.token_logprobs.slice(1), logprobsAlone('hello'));
  assert.is(usage.completion_tokens, 0);
});

test('without echo, those of the answer alone', async (context) => {
  const { choices } = await choicesOf(context, { logprobs: 2, max_tokens: 3 });
  const [{ text, logprobs }] = choices;
  near(logprobs.token_logprobs, logprobsAlone(`hello${text}`).slice(-3));
  for (const top of logprobs.top_logprobs) assert.is(Object.keys(top).length, 2); // greedy: it is one of them
});

for (const [more, param] of [
  [{ logprobs: 21 }, 'logprobs'],
  [{ logprobs: true }, 'logprobs'],
  [{ max_tokens: 0 }, 'max_tokens'],
  [{ echo: true, stream: true }, 'echo'],
] as const) {
  test(`${JSON.stringify(more)} is refused, naming ${param}`, async ({ server }) => {
    const response = await server.post('/v1/completions', { ...body, ...more });
    assert.equal([response.status, (await response.json()).error.param], [400, param]);
  });
}

test('a backend that is told no log-probabilities says so, and echoes all the same', async () => {
  const server = await startTestServer();
  const refused = await server.post('/v1/completions', { ...body, logprobs: 1 });
  assert.is(refused.status, 400);
  const { error } = await refused.json();
  assert.is(error.param, 'logprobs');
  assert.match(error.message, 'backend mock has no log-probabilities; ask for none, or take --backend onnx');
  const { choices } = await choicesOf({ server }, { echo: true, max_tokens: 0 });
  assert.is(choices[0].text, 'hello');
  await server.close();
});

test.run();
