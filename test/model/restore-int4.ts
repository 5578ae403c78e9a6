import { INT4_BLOCK, type Int4Blocks } from '../../src/model/quantize.js';

/** The weights, [out, in], as MatMulNBits reads them from their blocks. */
export function restoreInt4({ values, scales }: Int4Blocks, outputs: number, inputs: number): Float32Array {
  const blocks = Math.ceil(inputs / INT4_BLOCK);
  return Float32Array.from({ length: outputs * inputs }, (_, index) => {
    const i = index % inputs;
    const block = Math.floor(index / inputs) * blocks + Math.floor(i / INT4_BLOCK);
    const byte = values[(block * INT4_BLOCK) / 2 + ((i % INT4_BLOCK) >> 1)]!;
    return ((i % 2 ? byte >> 4 : byte & 15) - 8) * scales[block]!;
  });
}
