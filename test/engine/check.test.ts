import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRequest } from '../../src/engine/check.js';
import { InputError } from '../../src/errors.js';
import type { GenerateRequest, RequestParameter } from '../../src/generation.js';

const limits = { vocab: 32, maxPositions: 100 };
const good: GenerateRequest = {
  id: 'a',
  prompt: [1, 2],
  maxNewTokens: 98,
  sampling: { temperature: 0.7, topK: 5, topP: 1 },
};

const refusals: readonly [Partial<GenerateRequest>, RequestParameter, RegExp][] = [
  [{ prompt: [] }, 'prompt', /prompt is empty/],
  [{ prompt: [1, 32] }, 'prompt', /token 32 .* 32/],
  [{ prompt: [1, -1] }, 'prompt', /token -1/],
  [{ prompt: [1.5] }, 'prompt', /token 1\.5/],
  [{ maxNewTokens: 0 }, 'maxNewTokens', /maxNewTokens.*at least 1, not 0/],
  [{ maxNewTokens: 2.5 }, 'maxNewTokens', /not 2\.5/],
  [{ maxNewTokens: 99 }, 'maxNewTokens', /2 prompt tokens and 99 new tokens.*100/],
  [{ prompt: Array(99).fill(1), maxNewTokens: 2 }, 'maxNewTokens', /99 prompt tokens and 2 new tokens.*100/],
  [
    { prompt: Array(100).fill(1), maxNewTokens: 1 },
    'prompt',
    /^the prompt has 100 tokens, which leaves no room .* of 100: shorten it$/,
  ],
  [{ stop: ['x', ''] }, 'stop', /stop string must not be empty/],
  [{ stop: ['x'], forceLength: true }, 'stop', /forced length/],
  [{ deadlineMs: 0 }, 'deadlineMs', /deadlineMs.*not 0/],
  [{ scores: -1 }, 'scores', /scores.*0 to 32, not -1/],
  [{ scores: 33 }, 'scores', /scores.*not 33/],
  [{ scores: 0.5 }, 'scores', /scores.*not 0\.5/],
  [{ sampling: { temperature: -1 } }, 'temperature', /temperature.*not -1/],
  [{ sampling: { temperature: Number.NaN } }, 'temperature', /temperature.*NaN/],
  [{ sampling: { temperature: 1, topK: 0 } }, 'topK', /topK.*not 0/],
  [{ sampling: { temperature: 1, topP: 0 } }, 'topP', /topP.*not 0/],
  [{ sampling: { temperature: 1, topP: 1.01 } }, 'topP', /topP.*not 1\.01/],
  [{ sampling: { temperature: 1, seed: 0.5 } }, 'seed', /seed.*not 0\.5/],
];

test('a request at the limits passes', () => {
  assert.not.throws(() => checkRequest(good, good.prompt as number[], limits));
});

for (const [change, parameter, message] of refusals) {
  test(`refused, naming the rule and the value: ${JSON.stringify(change)}`, () => {
    const request = { ...good, ...change };
    try {
      checkRequest(request, request.prompt as number[], limits);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as InputError).message, message);
      assert.is((error as InputError).parameter, parameter);
    }
  });
}

test.run();
