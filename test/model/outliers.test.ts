import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedTensors } from '../../src/model/checkpoint.js';
import { evened } from '../../src/model/evened-checkpoint.js';
import { toFloat32, toHalves } from '../../src/model/float.js';
import { loadModel } from '../../src/model/load.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { type LayerPart, productOf } from '../../src/model/products.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { withOutliers } from './outliers.js';
import { quantizedProduct } from './quantized-product.js';
import { referenceLogits } from './reference.js';
import type { TinyCheckpoint } from './tiny-checkpoint.js';

const test = suite('channels of 100 times the others');

const PROMPT = [5, 17, 80, 3, 3, 41, 9];

async function logitsOf({ folder }: TinyCheckpoint, dtype: ModelDtype): Promise<Float32Array> {
  const { runner } = await loadModel({ folder, dtype, threads: 1, cacheFolder: join(folder, 'cache') });
  const { logits } = await runner.prefill(runner.allocate(PROMPT.length), PROMPT, true, { logits: true });
  await runner.close();
  return logits!.slice();
}

const PART: Readonly<Record<string, LayerPart>> = {
  q_proj: 'qkv',
  k_proj: 'qkv',
  v_proj: 'qkv',
  o_proj: 'o',
  gate_proj: 'gateUp',
  up_proj: 'gateUp',
  down_proj: 'down',
};

/** The forward pass written plainly, its products rounded as those of the dtype are. */
async function quantizedReference({ folder }: TinyCheckpoint, dtype: ModelDtype): Promise<number[]> {
  const opened = await openCheckpoint(folder);
  const { config, read } = dtype === 'int8' ? evened(opened) : opened;
  const names = [...expectedTensors(config).keys()];
  const tensors = new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  await opened.close();
  const table = 'model.embed_tokens.weight';
  const head = tensors.get(table)!;
  tensors.set(table, toFloat32(new Uint8Array(toHalves(head).buffer), 'F16')); // as it is looked up
  return referenceLogits(config, tensors, PROMPT, (name, x) => {
    const layer = Number(/layers\.(\d+)/.exec(name)?.[1] ?? 0);
    const part = PART[name.split('.').at(-2)!] ?? 'head';
    return quantizedProduct(productOf(dtype, part, layer, config.layers), tensors.get(name)!, x);
  });
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const spreadOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

for (const [dtype, bound] of [
  ['int8', 0.02],
  ['int4', 0.02],
] as const)
  test(`${dtype}: as a plain forward pass that rounds the same way`, () =>
    withOutliers(async (checkpoint) => {
      const expected = await quantizedReference(checkpoint, dtype);
      const off = furthest(expected, await logitsOf(checkpoint, dtype)) / spreadOf(expected);
      assert.ok(off < bound, `off by ${off} of the logits' spread`);
    }));

test('int8: the model is kept', () =>
  withOutliers(async (checkpoint) => {
    const exact = referenceLogits(checkpoint.config, checkpoint.tensors, PROMPT);
    const off = furthest(exact, await logitsOf(checkpoint, 'int8')) / spreadOf(exact);
    assert.ok(off < 0.3, `off by ${off} of the logits' spread`);
  }));

test.run();
