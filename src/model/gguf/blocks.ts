import type { WeightBlocks } from '../weight-blocks.js';
import type { BlockType } from './types.js';
import type { Unpacked } from './unpack.js';

/** All values of a tensor as float32: those that ggml's dequantize_row_* gives, to the bit. */
export function toFloats(type: BlockType, bytes: Uint8Array): Float32Array {
  const values = new Float32Array((bytes.length / type.bytes) * type.values);
  const zero = zeroOf(type);
  eachBlock(type, bytes, ({ q, scales, least }, block) => {
    for (let i = 0; i < type.values; i++) {
      const group = Math.floor(i / type.group);
      // Both are computed in doubles, where the product is exact, and rounded once
      values[block * type.values + i] = type.hasLeast
        ? scales[group]! * q[i]! + least[group]!
        : scales[group]! * (q[i]! - zero);
    }
  });
  return values;
}

/** The same weights, still quantised: 4 bits stay 4, 5 and 6 take up 8. */
export function toWeightBlocks(type: BlockType, bytes: Uint8Array): WeightBlocks {
  const blockCount = bytes.length / type.bytes;
  const groups = type.values / type.group;
  const bits = type.bits === 4 ? 4 : 8;
  const values = new Uint8Array((blockCount * type.values * bits) / 8);
  const scales = new Float32Array(blockCount * groups);
  const offsets = type.hasLeast ? new Float32Array(blockCount * groups) : null;
  const zero = zeroOf(type);
  const shift = 2 ** (bits - 1) - zero; // MatMulNBits has its 0 in the middle
  const bytesOut = (type.values * bits) / 8;
  eachBlock(type, bytes, (unpacked, block) => {
    pack(unpacked.q, bits, shift, values.subarray(block * bytesOut, (block + 1) * bytesOut));
    for (let group = 0; group < groups; group++) {
      scales[block * groups + group] = unpacked.scales[group]!;
      if (offsets) offsets[block * groups + group] = unpacked.least[group]! + zero * unpacked.scales[group]!;
    }
  });
  return { bits, blockSize: type.group, values, scales, offsets };
}

/** The q in the middle of the range; where a type has a least value instead, one that keeps q − zero small. */
const zeroOf = ({ bits }: BlockType): number => 2 ** (bits - 1);

function pack(q: Uint8Array, bits: 4 | 8, shift: number, to: Uint8Array): void {
  if (bits === 8) for (let i = 0; i < q.length; i++) to[i] = q[i]! + shift;
  else for (let i = 0; i < to.length; i++) to[i] = q[2 * i]! | (q[2 * i + 1]! << 4);
}

function eachBlock(
  type: BlockType,
  bytes: Uint8Array,
  use: (unpacked: Unpacked, block: number) => void,
): void {
  const groups = type.values / type.group;
  const unpacked = {
    q: new Uint8Array(type.values),
    scales: new Float32Array(groups),
    least: new Float32Array(groups),
  };
  for (let block = 0; block * type.bytes < bytes.length; block++) {
    type.unpack(bytes, block * type.bytes, unpacked);
    use(unpacked, block);
  }
}
