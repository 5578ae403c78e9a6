import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { weightsWarning } from '../../src/cli/weights.js';

const int8 = { modelId: 'tiny', dtype: 'int8' };

test('damaged weights, and those that could not be checked, are worth a warning; others are not', () => {
  assert.is(
    weightsWarning({ ...int8, perplexityRatio: 3.217, perplexityNote: 'as it is' }),
    "the int8 weights of tiny are damaged: perplexity 3.22 of float32's, not within 0.8 to 1.25; every row is flagged",
  );
  assert.is(weightsWarning({ ...int8, perplexityRatio: null, perplexityNote: 'no disk' }), 'no disk');
  assert.is(weightsWarning({ ...int8, perplexityRatio: 1.01, perplexityNote: 'as it is' }), null);
  assert.is(weightsWarning({ ...int8 }), null);
});

test.run();
