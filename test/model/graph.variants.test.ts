import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedTensors } from '../../src/model/checkpoint.js';
import { loadModel } from '../../src/model/load.js';
import { blockInt4 } from '../../src/model/quantize.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { referenceLogits } from './reference.js';
import { restoreInt4 } from './restore-int4.js';
import { type Tensors, type TinyCheckpoint, withTinyCheckpoint } from './tiny-checkpoint.js';

const test = suite('every architecture against a forward pass written plainly');

/** Two sequences of different lengths: prompt in two chunks, then tokens decoded together. */
const PROMPTS = [
  [5, 17, 80, 3, 3, 41, 9],
  [60, 2, 33],
];
const NEXT = [
  [11, 90],
  [7, 55],
];

async function expectAgreement(
  { folder, config, tensors }: TinyCheckpoint,
  dtype: ModelDtype,
  tolerance: number,
): Promise<void> {
  const { runner } = await loadModel({ folder, dtype, threads: 1, cacheFolder: join(folder, 'cache') });
  const sequences = PROMPTS.map((prompt) => ({ slot: runner.allocate(prompt.length), tokens: [...prompt] }));
  const compare = (logits: Float32Array, row: number, tokens: number[]) => {
    const actual = logits.subarray(row * config.vocab, (row + 1) * config.vocab);
    const expected = referenceLogits(config, tensors, tokens);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
    assert.ok(worst < tolerance, `after ${tokens.length} tokens a logit is off by ${worst}`);
  };
  for (const { slot, tokens } of sequences) {
    await runner.prefill(slot, tokens.slice(0, 2), false);
    const { logits } = await runner.prefill(slot, tokens.slice(2), true, { logits: true });
    compare(logits!, 0, tokens);
  }
  for (const step of [0, 1]) {
    const rows = sequences.map(({ slot }, i) => ({ slot, token: NEXT[i]![step]! }));
    const { logits, tokenIds } = await runner.decode(rows, { logits: true });
    for (const [i, { tokens }] of sequences.entries()) {
      tokens.push(NEXT[i]![step]!);
      compare(logits!, i, tokens);
      const own = [...logits!.subarray(i * config.vocab, (i + 1) * config.vocab)];
      assert.is(tokenIds[i], own.indexOf(Math.max(...own)));
    }
  }
  await runner.close();
}

const LLAMA3_SCALING = {
  rope_type: 'llama3',
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 32,
};

const VARIANTS: Record<string, object> = {
  'Llama, head of its own': { tie_word_embeddings: false },
  'Llama, tied head': { tie_word_embeddings: true },
  'as many key-value heads as heads': { num_key_value_heads: 4 },
  'one key-value head': { num_key_value_heads: 1 },
  'head_dim that is not hidden / heads': { head_dim: 32 },
  'Llama 3 rotary scaling': { rope_theta: 500, rope_scaling: LLAMA3_SCALING },
  'Qwen2, biases': { model_type: 'qwen2', tie_word_embeddings: true, rms_norm_eps: 1e-6 },
  'Qwen3, norms of queries and keys': { model_type: 'qwen3', head_dim: 32 },
};

for (const [name, json] of Object.entries(VARIANTS)) {
  test(`fp32: ${name}`, () =>
    withTinyCheckpoint(json, (checkpoint) => expectAgreement(checkpoint, 'fp32', 1e-4)));
}

test('fp32: float16 weights in three shards', () =>
  withTinyCheckpoint({}, (checkpoint) => expectAgreement(checkpoint, 'fp32', 1e-4), {
    dtype: 'F16',
    shards: 3,
  }));

test('fp32: bfloat16 weights', () =>
  withTinyCheckpoint({}, (checkpoint) => expectAgreement(checkpoint, 'fp32', 1e-4), { dtype: 'BF16' }));

// Logits lie within ±4. Quantising weights (per channel) and activations moves them by up to 0.11, measured once.
test('int8: Qwen2, biases', () =>
  withTinyCheckpoint({ model_type: 'qwen2' }, (checkpoint) => expectAgreement(checkpoint, 'int8', 0.3)));

// Against the weights as 4 bits hold them (that alone moves logits by up to 1.8): quantising activations adds up to 0.2.
test('int4: Qwen2, biases', () =>
  withTinyCheckpoint({ model_type: 'qwen2' }, (checkpoint) =>
    expectAgreement({ ...checkpoint, tensors: throughInt4(checkpoint) }, 'int4', 0.4),
  ));

function throughInt4({ config, tensors }: TinyCheckpoint): Tensors {
  const restored = new Map(tensors);
  for (const [name, [outputs, inputs]] of expectedTensors(config)) {
    if (!inputs || name.includes('embed')) continue; // vectors, and the table that rows are looked up in
    restored.set(name, restoreInt4(blockInt4(tensors.get(name)!, outputs!, inputs), outputs!, inputs));
  }
  return restored;
}

test.run();
