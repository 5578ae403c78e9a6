import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { usageOf } from '../../../src/backends/openai/usage.js';

const told = { prompt_tokens: 30, completion_tokens: 5 };

test('counts with their details', () => {
  assert.equal(usageOf(told), { promptTokens: 30, outputTokens: 5 });
  const details = {
    prompt_tokens_details: { cached_tokens: 16 },
    completion_tokens_details: { reasoning_tokens: 3, audio_tokens: null },
  };
  assert.equal(usageOf({ ...told, ...details }), {
    promptTokens: 30,
    outputTokens: 5,
    reasoningTokens: 3,
    cachedTokens: 16,
  });
  assert.is(usageOf({ ...told, prompt_tokens_details: { cached_tokens: 0 } })!.cachedTokens, 0);
});

test('details that are null or cannot be are not told', () => {
  for (const cached_tokens of [null, -1, '16', 31, 1.5])
    assert.equal(usageOf({ ...told, prompt_tokens_details: { cached_tokens } }), usageOf(told));
  assert.equal(
    usageOf({ ...told, prompt_tokens_details: null, completion_tokens_details: null }),
    usageOf(told),
  );
});

test('counts that cannot be are none', () => {
  for (const count of [0, -1, '5', null, undefined, 1.5, Number.NaN, 1e300]) {
    assert.is(usageOf({ ...told, completion_tokens: count }), undefined, String(count));
    assert.is(usageOf({ ...told, prompt_tokens: count }), undefined, String(count));
  }
  for (const nothing of [undefined, null, 'many', 7]) assert.is(usageOf(nothing), undefined);
});

test.run();
