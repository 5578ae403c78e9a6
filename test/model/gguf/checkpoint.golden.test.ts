import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadModel } from '../../../src/model/load.js';
import type { OnnxRunner } from '../../../src/model/onnx-runner.js';
import type { EngineDtype } from '../../../src/model/runner.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import { type BlockType, F32, Q4_0, Q4_1, Q8_0 } from '../../support/gguf/blocks.js';
import { allIn } from '../../support/gguf/forms.js';
import { writeGgufModel } from '../../support/gguf/gguf-checkpoint.js';
import { golden, modelFolder } from '../../support/golden.js';
import { inScratch } from '../../support/scratch.js';

const test = suite('the embedded model as a GGUF file');

interface Prediction {
  readonly tokens: number[];
  readonly logits: Float32Array;
}

/** Logits after each golden prompt, and the most likely token after it and after each golden token. */
async function predict(runner: OnnxRunner): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (const { prompt_ids, greedy_ids } of golden) {
    const slot = runner.allocate(prompt_ids.length + greedy_ids.length);
    let output = await runner.prefill(slot, prompt_ids, true, { logits: true });
    const logits = output.logits!.slice();
    const tokens = [output.tokenIds[0]!];
    for (const token of greedy_ids.slice(0, -1)) {
      output = await runner.decode([{ slot, token }]);
      tokens.push(output.tokenIds[0]!);
    }
    predictions.push({ tokens, logits });
    runner.free(slot);
  }
  return predictions;
}

async function predictionsOf(path: string, dtype: EngineDtype): Promise<Prediction[]> {
  const { runner } = await loadModel({ folder: path, dtype, cacheFolder: `${path}.cache` });
  return predict(runner).finally(() => runner.close());
}

const withModel = (type: BlockType, use: (path: string) => Promise<void>) =>
  inScratch(async (folder) => {
    const path = join(folder, `model-${type.name}.gguf`);
    await writeGgufModel(modelFolder, allIn(type), path);
    await use(path);
  });

test('F32: text becomes the golden tokens, and every golden continuation comes out', () =>
  withModel(F32, async (path) => {
    const tokenizer = await loadTokenizer(path);
    for (const { prompt, prompt_ids, greedy_ids, greedy_text } of golden) {
      assert.equal(tokenizer.encode(prompt), prompt_ids);
      assert.is(tokenizer.decode(greedy_ids), greedy_text);
    }
    const expected = golden.map(({ greedy_ids }) => greedy_ids);
    for (const dtype of ['gguf', 'fp32'] as const)
      assert.equal(
        (await predictionsOf(path, dtype)).map(({ tokens }) => tokens),
        expected,
      );
  }));

// The float32 graph on dequantised weights is the reference: the same sums in another order.
for (const type of [Q8_0, Q4_0, Q4_1]) {
  test(`${type.name}: taken as it is, it predicts what its weights as floats predict`, () =>
    withModel(type, async (path) => {
      const asStored = await predictionsOf(path, 'gguf');
      const asFloats = await predictionsOf(path, 'fp32');
      for (const [i, { tokens, logits }] of asStored.entries()) {
        assert.equal(tokens, asFloats[i]!.tokens);
        const worst = Math.max(...logits.map((value, id) => Math.abs(value - asFloats[i]!.logits[id]!)));
        assert.ok(worst < 1e-3, `a logit is off by ${worst}`);
      }
    }));
}

test.run();
