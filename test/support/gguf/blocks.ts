import { toHalf } from '../../../src/model/float.js';

/** How llama.cpp stores a matrix: number of its type, values in a block and bytes of one (ggml.h, ggml-common.h). */
export interface BlockType {
  readonly name: string;
  readonly ggmlType: number;
  /** `general.file_type` of a model whose matrices are of this type (llama_ftype in llama.h). */
  readonly fileType: number;
  readonly values: number;
  readonly bytes: number;
  readonly encode: (block: Float32Array, bytes: DataView) => void;
}

export const F32: BlockType = {
  name: 'f32',
  ggmlType: 0,
  fileType: 0,
  values: 1,
  bytes: 4,
  encode: (block, bytes) => bytes.setFloat32(0, block[0]!, true),
};

/** One float16 scale and 32 signed bytes: w ≈ scale · q, q in −127 … 127. */
export const Q8_0: BlockType = {
  name: 'q8_0',
  ggmlType: 8,
  fileType: 7,
  values: 32,
  bytes: 34,
  encode(block, bytes) {
    const scale = Math.abs(extreme(block)) / 127;
    bytes.setUint16(0, toHalf(scale), true);
    for (let i = 0; i < 32; i++) bytes.setInt8(2 + i, scale === 0 ? 0 : Math.round(block[i]! / scale));
  },
};

/** One float16 scale and 32 half bytes, value i low and value i + 16 high in byte i: w ≈ scale · (q − 8), the extreme at q = 0. */
export const Q4_0: BlockType = {
  name: 'q4_0',
  ggmlType: 2,
  fileType: 2,
  values: 32,
  bytes: 18,
  encode(block, bytes) {
    const scale = extreme(block) / -8;
    const quantized = (i: number) => (scale === 0 ? 8 : Math.min(15, Math.floor(block[i]! / scale + 8.5)));
    bytes.setUint16(0, toHalf(scale), true);
    for (let i = 0; i < 16; i++) bytes.setUint8(2 + i, quantized(i) | (quantized(i + 16) << 4));
  },
};

/** A float16 scale and a float16 least value, then half bytes as in Q4_0: w ≈ scale · q + least. */
export const Q4_1: BlockType = {
  name: 'q4_1',
  ggmlType: 3,
  fileType: 3,
  values: 32,
  bytes: 20,
  encode(block, bytes) {
    const least = Math.min(...block);
    const scale = (Math.max(...block) - least) / 15;
    const quantized = (i: number) =>
      scale === 0 ? 0 : Math.min(15, Math.round((block[i]! - least) / scale));
    bytes.setUint16(0, toHalf(scale), true);
    bytes.setUint16(2, toHalf(least), true);
    for (let i = 0; i < 16; i++) bytes.setUint8(4 + i, quantized(i) | (quantized(i + 16) << 4));
  },
};

export const bytesOf = (type: BlockType, values: number): number => (values / type.values) * type.bytes;

/** Rows must be a whole number of blocks long: blocks never cross rows. */
export function encodeBlocks(type: BlockType, weights: Float32Array): Uint8Array {
  const encoded = new Uint8Array(bytesOf(type, weights.length));
  for (let from = 0, at = 0; from < weights.length; from += type.values, at += type.bytes)
    type.encode(weights.subarray(from, from + type.values), new DataView(encoded.buffer, at, type.bytes));
  return encoded;
}

/** The value of largest magnitude, with its sign. */
function extreme(block: Float32Array): number {
  let found = 0;
  for (const value of block) if (Math.abs(value) > Math.abs(found)) found = value;
  return found;
}
