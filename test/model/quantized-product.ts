import type { ProductKind } from '../../src/model/products.js';
import { blockInt4, blockInt8, INT4_BLOCK, INT8_BLOCK, perChannelInt8 } from '../../src/model/quantize.js';
import { restoreInt4 } from './restore-int4.js';

/** W x, [out], with weights and inputs rounded as `kind` has them, and otherwise in doubles. */
export function quantizedProduct(kind: ProductKind, weights: Float32Array, x: readonly number[]): number[] {
  const inputs = x.length;
  const outputs = weights.length / inputs;
  const restored = RESTORE[kind](weights, outputs, inputs);
  const rounded = kind === 'float' ? x : kind === 'int8-rows' ? roundTo(x, 127) : roundInBlocks(x, kind);
  return Array.from({ length: outputs }, (_, out) =>
    rounded.reduce((sum, value, i) => sum + value * restored[out * inputs + i]!, 0),
  );
}

type Restore = (weights: Float32Array, outputs: number, inputs: number) => ArrayLike<number>;

/** The weights as their integers stand for them, [out, in]. */
const RESTORE: Record<ProductKind, Restore> = {
  float: (weights) => weights,
  'int8-rows': (weights, outputs, inputs) => {
    const { values, scales } = perChannelInt8(weights, outputs, inputs);
    return Array.from({ length: outputs * inputs }, (_, index) => {
      const out = Math.floor(index / inputs);
      return values[(index % inputs) * outputs + out]! * scales[out]!;
    });
  },
  'int8-blocks': (weights, outputs, inputs) => {
    const { values, scales } = blockInt8(weights, outputs, inputs);
    const blocks = Math.ceil(inputs / INT8_BLOCK);
    return Array.from({ length: outputs * inputs }, (_, index) => {
      const block = Math.floor(index / inputs) * blocks + Math.floor((index % inputs) / INT8_BLOCK);
      return (values[block * INT8_BLOCK + ((index % inputs) % INT8_BLOCK)]! - 128) * scales[block]!;
    });
  },
  'int4-blocks': (weights, outputs, inputs) =>
    restoreInt4(blockInt4(weights, outputs, inputs), outputs, inputs),
};

/** In steps of the largest magnitude / `levels`. */
function roundTo(values: readonly number[], levels: number): number[] {
  const step = Math.max(...values.map(Math.abs)) / levels;
  return step === 0 ? values.map(() => 0) : values.map((value) => Math.round(value / step) * step);
}

function roundInBlocks(x: readonly number[], kind: 'int8-blocks' | 'int4-blocks'): number[] {
  const size = kind === 'int8-blocks' ? INT8_BLOCK : INT4_BLOCK;
  const starts = Array.from({ length: Math.ceil(x.length / size) }, (_, block) => block * size);
  return starts.flatMap((from) => roundTo(x.slice(from, from + size), 127));
}
