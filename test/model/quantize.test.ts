import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blockInt4, blockInt8, INT4_BLOCK, INT8_BLOCK, perChannelInt8 } from '../../src/model/quantize.js';
import { fc } from '../support/fast-check.js';
import { restoreInt4 } from './restore-int4.js';

const weights = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 140 }))
  .chain(([outputs, inputs]) =>
    fc.record({
      outputs: fc.constant(outputs),
      inputs: fc.constant(inputs),
      values: fc
        .array(fc.integer({ min: -10_000, max: 10_000 }), {
          minLength: outputs * inputs,
          maxLength: outputs * inputs,
        })
        .map((values) => Float32Array.from(values, (value) => value / 100)),
    }),
  );

test('int8: no weight is off by more than half a step of its channel', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const quantized = perChannelInt8(values, outputs, inputs);
      for (let out = 0; out < outputs; out++)
        for (let i = 0; i < inputs; i++) {
          const restored = quantized.values[i * outputs + out]! * quantized.scales[out]!;
          assert.ok(Math.abs(restored - values[out * inputs + i]!) <= quantized.scales[out]! * 0.5001);
        }
    }),
  );
});

test('int8: no two neighbours that could saturate 16 bits when multiplied by bytes', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const quantized = perChannelInt8(values, outputs, inputs);
      for (let out = 0; out < outputs; out++)
        for (let i = 0; i + 1 < inputs; i += 2) {
          const [a, b] = [quantized.values[i * outputs + out]!, quantized.values[(i + 1) * outputs + out]!];
          const positive = 255 * (Math.max(a, 0) + Math.max(b, 0));
          const negative = 255 * (Math.min(a, 0) + Math.min(b, 0));
          assert.ok(positive <= 32767 && negative >= -32768, `${a} and ${b}`);
        }
    }),
  );
});

test('int8 in blocks: no weight is off by more than half a step of its block; the tail is zeros', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const quantized = blockInt8(values, outputs, inputs);
      const blocks = Math.ceil(inputs / INT8_BLOCK);
      for (let out = 0; out < outputs; out++)
        for (let i = 0; i < blocks * INT8_BLOCK; i++) {
          const at = out * blocks * INT8_BLOCK + i;
          const scale = quantized.scales[Math.floor(at / INT8_BLOCK)]!;
          const restored = (quantized.values[at]! - 128) * scale;
          const expected = i < inputs ? values[out * inputs + i]! : 0;
          assert.ok(Math.abs(restored - expected) <= scale * 0.5001);
        }
    }),
  );
});

test('int4: no weight is off by more than a step of its block; one cut off at an end of the range, by 1.6', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const quantized = blockInt4(values, outputs, inputs);
      const blocks = Math.ceil(inputs / INT4_BLOCK);
      for (const [index, restored] of restoreInt4(quantized, outputs, inputs).entries()) {
        const block = Math.floor(index / inputs) * blocks + Math.floor((index % inputs) / INT4_BLOCK);
        const scale = quantized.scales[block]!;
        const isAtEnd = [-8, 7].includes(Math.round(restored / scale));
        const most = Math.abs(scale) * (isAtEnd ? 1.6 : 1.0001);
        assert.ok(Math.abs(restored - values[index]!) <= most);
      }
    }),
  );
});

/** The rule of llama.cpp's Q4_0 and of onnxruntime's own quantiser: the value of largest magnitude becomes -8. */
function simpleInt4(block: Float32Array): Float32Array {
  const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const scale = extreme / -8 || 1;
  return block.map((value) => scale * Math.min(7, Math.round(value / scale)));
}

const squaredError = (values: Float32Array, guess: Float32Array): number =>
  values.reduce((sum, value, i) => sum + (value - guess[i]!) ** 2, 0);

test('int4: no block is further from its weights than by the simple rule', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const restored = restoreInt4(blockInt4(values, outputs, inputs), outputs, inputs);
      for (let out = 0; out < outputs; out++)
        for (let from = 0; from < inputs; from += INT4_BLOCK) {
          const range = [out * inputs + from, out * inputs + Math.min(from + INT4_BLOCK, inputs)] as const;
          const block = values.subarray(...range);
          const simple = squaredError(block, simpleInt4(block));
          assert.ok(squaredError(block, restored.subarray(...range)) <= simple * 1.0001 + 1e-6);
        }
    }),
  );
});

test('int4: what 16 even steps can hold is kept', () => {
  const values = Float32Array.from(
    { length: 2 * INT4_BLOCK },
    (_, i) => ((i % 16) - 8) / (i < INT4_BLOCK ? 4 : -3),
  );
  const restored = restoreInt4(blockInt4(values, 1, values.length), 1, values.length);
  assert.ok(squaredError(values, restored) < 1e-10);
});

test.run();
