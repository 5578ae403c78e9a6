import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { requestBody } from '../../../src/backends/openai/request-body.js';
import { openAiSettings } from '../../../src/backends/spec.js';

const bodyWith = (settings: object) =>
  requestBody(
    { id: 'a', prompt: 'Ask me', maxNewTokens: 3 },
    'm',
    openAiSettings.parse({ baseUrl: 'http://127.0.0.1:1/v1', ...settings }),
    'max_tokens',
  ) as Record<string, unknown>;

test('a server that is to use nothing of earlier prompts is told so in its own word', () => {
  const salts = [1, 2].map(() => bodyWith({ unseen: 'cache_salt' }).cache_salt);
  assert.is(new Set(salts).size, 2, 'a new one each time');
  assert.is(bodyWith({ unseen: 'cache_prompt' }).cache_prompt, false);
  assert.ok(Object.keys(bodyWith({})).every((name) => !name.startsWith('cache')));
});

test('a cold run is cold whatever is asked for besides', () => {
  assert.is(bodyWith({ unseen: 'cache_prompt', extraBody: { cache_prompt: true } }).cache_prompt, false);
  assert.is(bodyWith({ extraBody: { cache_prompt: true } }).cache_prompt, true);
});

test.run();
