import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const test = suite<{ server: TestServer }>('what is not served');
test.before(async (context) => {
  context.server = await startTestServer();
});
test.after(({ server }) => server.close());

const completion = { prompt: 'a', max_tokens: 1, temperature: 0 };
const chat = { messages: [{ role: 'user', content: 'a' }], max_tokens: 1, temperature: 0 };

/** A parameter, a value that would change the answer, and values that would not, by the documents of OpenAI and vLLM. */
const SHARED: readonly [string, unknown, readonly unknown[]][] = [
  ['frequency_penalty', 0.5, [0]],
  ['presence_penalty', -1, [0]],
  ['repetition_penalty', 1.1, [1]],
  ['length_penalty', 0.8, [1]],
  ['logit_bias', { '5': 100 }, [{}]],
  ['min_p', 0.1, [0]],
  ['typical_p', 0.9, [1]],
  ['min_tokens', 3, [0]],
  ['stop_token_ids', [2], [[]]],
  ['bad_words', ['no'], [[]]],
  ['guided_json', { type: 'object' }, [{}]],
  ['guided_regex', '[a-z]+', ['']],
  ['use_beam_search', true, [false]],
  ['skip_special_tokens', false, [true]],
  ['prompt_logprobs', 1, []],
  ['response_format', { type: 'json_object' }, [{ type: 'text' }]],
];
const COMPLETION: typeof SHARED = [
  ...SHARED,
  ['suffix', 'the end', ['']],
  ['best_of', 2, [1]],
  ['add_special_tokens', false, [true]],
];
const CHAT: typeof SHARED = [
  ...SHARED,
  ['echo', true, [false]],
  ['tools', [{ type: 'function', function: { name: 'f' } }], [[]]],
  ['tool_choice', 'required', ['none', 'auto']],
  ['chat_template', '{{ messages }}', ['']],
  ['chat_template_kwargs', { enable_thinking: false }, [{}]],
  ['add_generation_prompt', false, [true]],
  ['continue_final_message', true, [false]],
  ['modalities', ['text', 'audio'], [['text'], []]],
];

for (const [path, body, table] of [
  ['/v1/completions', completion, COMPLETION],
  ['/v1/chat/completions', chat, CHAT],
] as const) {
  for (const [name, value, neutral] of table) {
    test(`${path}: ${name} is refused by name, unless it asks for nothing`, async ({ server }) => {
      const refused = await server.post(path, { ...body, [name]: value });
      assert.is(refused.status, 400);
      const { error } = await refused.json();
      assert.is(error.param, name);
      assert.match(error.message, 'is not supported here; leave it out');
      for (const nothing of [...neutral, null]) {
        const taken = await server.post(path, { ...body, [name]: nothing });
        assert.is(taken.status, 200, `${name}: ${JSON.stringify(nothing)}`);
      }
    });
  }

  test(`${path}: what changes no answer is taken, and what nobody knows ignored`, async ({ server }) => {
    const more = { user: 'u', metadata: {}, store: false, service_tier: 'auto', priority: 0, unheard_of: 1 };
    const plain = await (await server.post(path, body)).json();
    const answer = await (await server.post(path, { ...body, ...more })).json();
    assert.equal(answer.choices, plain.choices);
  });
}

test.run();
