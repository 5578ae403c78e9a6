import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { measureAccuracy } from '../bench/accuracy/embedded.js';

// heldout.json: nll 0.23555 over 11,889 tokens, computed in PyTorch float32 (data/models/storyteller/README.md)
test('fp32: unseen stories are as likely as PyTorch says', async () => {
  const { nll, tokens, agreement } = await measureAccuracy('fp32');
  assert.is(tokens, 11889);
  assert.ok(Math.abs(nll - 0.23555) < 1e-5, `nll ${nll}`);
  assert.is(agreement, 1);
});

test.run();
