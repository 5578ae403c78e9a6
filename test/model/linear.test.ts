import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toModel } from '../../src/model/decoder.js';
import { addLinear } from '../../src/model/linear.js';
import { OnnxGraph } from '../../src/model/onnx-graph.js';
import { encodeModel } from '../../src/model/onnx-schema.js';
import type { ProductKind } from '../../src/model/products.js';
import { WeightFile } from '../../src/model/weight-file.js';
import { fc } from '../support/fast-check.js';
import { quantizedProduct } from './quantized-product.js';

const test = suite('products against plain arithmetic that rounds the same way');
const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');

/** Rows of x Wᵀ as onnxruntime computes them. */
async function computed(
  kind: ProductKind,
  weights: Float32Array,
  rows: readonly number[][],
): Promise<number[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'linear-'));
  try {
    const inputs = rows[0]!.length;
    const outputs = weights.length / inputs;
    const graph = new OnnxGraph('linear');
    const file = await WeightFile.create(join(folder, 'weights.bin'));
    const x = graph.input('x', 'float32', ['batch', 'length', inputs]);
    const y = await addLinear(graph, file, kind, x, { name: 'w', weights, outputs, inputs });
    graph.output('y', y, 'float32', ['batch', 'length', outputs]);
    await file.close();
    writeFileSync(join(folder, 'model.onnx'), encodeModel(toModel(graph.build())));
    const session = await ort.InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 1 });
    const feed = new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, 1, inputs]);
    const values = (await session.run({ x: feed })).y!.data as Float32Array;
    await session.release();
    return rows.map((_, row) => [...values.subarray(row * outputs, (row + 1) * outputs)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Mostly small, at times as large as can be: what saturates where products are added in 16 bits. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1000, 1000) },
);

/** No value half way between two steps of its row: there, both neighbours are right. */
const betweenSteps = (row: readonly number[]) => row.map((x, i) => x + 0.37 * Math.sin(i + 1));

const problem = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 9 }))
  .chain(([outputs, inputs, rows]) =>
    fc.record({
      weights: fc.array(value, { minLength: outputs * inputs, maxLength: outputs * inputs }),
      rows: fc.array(fc.array(value, { minLength: inputs, maxLength: inputs }), {
        minLength: rows,
        maxLength: rows,
      }),
    }),
  );

for (const kind of ['float', 'int8-rows', 'int8-blocks', 'int4-blocks'] as const)
  test(kind, () =>
    fc.assert(
      fc.asyncProperty(problem, async ({ weights, rows: whole }) => {
        const rows = whole.map(betweenSteps);
        const matrix = Float32Array.from(weights, (weight) => weight / 100);
        const actual = await computed(kind, matrix, rows);
        for (const [row, x] of rows.entries()) {
          const expected = quantizedProduct(kind, matrix, x);
          const size = Math.max(...x.map(Math.abs)) * Math.max(...matrix.map(Math.abs)) * Math.sqrt(x.length);
          const off = Math.max(...expected.map((y, i) => Math.abs(y - actual[row]![i]!)));
          assert.ok(off <= 1e-5 * size, `off by ${off} of ${size}`);
        }
      }),
      { numRuns: 60, seed: 1 },
    ),
  );

test.run();
