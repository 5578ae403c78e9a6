import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Checkpoint, expectedTensors } from '../../src/model/checkpoint.js';
import { evened } from '../../src/model/evened-checkpoint.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { withOutliers } from './outliers.js';
import { referenceLogits } from './reference.js';
import { type Tensors, type TinyCheckpoint, withTinyCheckpoint } from './tiny-checkpoint.js';

const test = suite('a checkpoint with its activations evened out');

async function tensorsOf({ config, read }: Checkpoint): Promise<Tensors> {
  const names = [...expectedTensors(config).keys()];
  return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}

const TOKENS = [5, 17, 80, 3, 3, 41, 9];

async function computesTheSame({ folder, config, tensors }: TinyCheckpoint): Promise<void> {
  const checkpoint = await openCheckpoint(folder);
  const even = evened(checkpoint);
  const expected = referenceLogits(config, tensors, TOKENS);
  const actual = referenceLogits(even.config, await tensorsOf(even), TOKENS);
  await checkpoint.close();
  for (const [i, logit] of expected.entries()) assert.ok(Math.abs(logit - actual[i]!) < 1e-4);
}

for (const json of [
  { model_type: 'llama', tie_word_embeddings: true },
  { model_type: 'qwen2' },
  { model_type: 'qwen3', head_dim: 32, tie_word_embeddings: true },
])
  test(`${json.model_type}: computes the same`, () => withTinyCheckpoint(json, computesTheSame));

test('an inner channel that nobody reads, as pruning leaves it, stays without effect', () =>
  withTinyCheckpoint({}, computesTheSame, {
    change: (name, values) => {
      if (name.includes('down_proj')) for (let i = 5; i < values.length; i += 48) values[i] = 0;
    },
  }));

/** How far the largest input of any product stands out of its row: over the row's root mean square, at most. */
function peak(config: Checkpoint['config'], tensors: Tensors): number {
  let largest = 0;
  referenceLogits(config, tensors, TOKENS, (name, x) => {
    const rms = Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0) / x.length);
    if (!name.includes('o_proj') && !name.includes('down_proj'))
      largest = Math.max(largest, ...x.map((value) => Math.abs(value) / rms));
    const weights = tensors.get(name)!;
    return Array.from({ length: weights.length / x.length }, (_, row) =>
      x.reduce((sum, value, i) => sum + value * weights[row * x.length + i]!, 0),
    );
  });
  return largest;
}

test('channels of 100 times the others no longer stand out of normalised states', () =>
  withOutliers(async ({ folder, config, tensors }) => {
    const checkpoint = await openCheckpoint(folder);
    const even = evened(checkpoint);
    const after = peak(even.config, await tensorsOf(even));
    await checkpoint.close();
    assert.ok(peak(config, tensors) > 5, `before: ${peak(config, tensors)}`);
    assert.ok(after < 4, `after: ${after}`);
  }));

test.run();
