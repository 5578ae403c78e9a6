import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import { modelFolder } from '../../support/golden.js';
import { startTestServer } from '../../support/test-server.js';

/** Loss of the embedded model on stories it has not seen, as PyTorch computed it from the same weights. */
const heldout: { nll: number; tokens: number; stories: string[] } = JSON.parse(
  readFileSync(join(modelFolder, 'heldout.json'), 'utf8'),
);

test('log-probabilities over HTTP add up to the loss that PyTorch computed', async () => {
  const tokenizer = await loadTokenizer(modelFolder);
  const server = await startTestServer({
    start: (scheduler) => spawnBackend(backendSpec.parse({ backend: 'onnx', scheduler })),
    describeModel: async () => ({
      name: 'm',
      renderChat: () => '',
      tokenizer,
      tokenizerInfo: null,
      contextLength: 1024,
    }),
  });
  const [end] = tokenizer.encode('<|endoftext|>', { addSpecialTokens: false });
  const prompts = heldout.stories.map((story) => {
    const ids = tokenizer.encode(story, { addSpecialTokens: false });
    return [end, ...ids, end];
  });
  let sum = 0;
  let tokens = 0;
  for (let from = 0; from < prompts.length; from += 16) {
    const answer = await server.post('/v1/completions', {
      prompt: prompts.slice(from, from + 16),
      echo: true,
      logprobs: 0,
      max_tokens: 0,
    });
    const { choices } = await answer.json();
    for (const { logprobs } of choices) {
      for (const logprob of logprobs.token_logprobs.slice(1)) sum -= logprob;
      tokens += logprobs.token_logprobs.length - 1;
    }
  }
  assert.is(tokens, heldout.tokens);
  assert.ok(Math.abs(sum / tokens - heldout.nll) < 5e-5, `${sum / tokens}`); // told with five digits
  await server.close();
});

test.run();
