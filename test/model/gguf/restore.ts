import type { WeightBlocks } from '../../../src/model/weight-blocks.js';

/** All weights, row after row, by the definition of `WeightBlocks`. */
export function restore({ bits, blockSize, values, scales, offsets }: WeightBlocks): number[] {
  return Array.from({ length: scales.length * blockSize }, (_, i) => {
    const block = Math.floor(i / blockSize);
    const q = bits === 8 ? values[i]! : i % 2 ? values[i >> 1]! >> 4 : values[i >> 1]! & 15;
    return scales[block]! * (q - 2 ** (bits - 1)) + (offsets?.[block] ?? 0);
  });
}
