import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blockInt4, INT4_BLOCK, perChannelInt8 } from '../../src/model/quantize.js';

const weights = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }))
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

test('int4: no weight is off by more than a step of its block, as MatMulNBits reads it', () => {
  fc.assert(
    fc.property(weights, ({ values, outputs, inputs }) => {
      const quantized = blockInt4(values, outputs, inputs);
      const blocks = Math.ceil(inputs / INT4_BLOCK);
      for (let out = 0; out < outputs; out++)
        for (let i = 0; i < inputs; i++) {
          const block = out * blocks + Math.floor(i / INT4_BLOCK);
          const byte = quantized.values[block * 16 + ((i % INT4_BLOCK) >> 1)]!;
          const restored = ((i % 2 ? byte >> 4 : byte & 15) - 8) * quantized.scales[block]!;
          assert.ok(
            Math.abs(restored - values[out * inputs + i]!) <= Math.abs(quantized.scales[block]!) * 1.0001,
          );
        }
    }),
  );
});

test('int4: the value of largest magnitude is kept exactly, whatever its sign', () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => (i === 5 ? 4 : i / 32));
  const { values: packed, scales } = blockInt4(values, 1, 32);
  assert.is(scales[0], -0.5);
  assert.is(((packed[2]! >> 4) - 8) * scales[0]!, 4);
});

test.run();
