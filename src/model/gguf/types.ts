import type { FloatType } from '../float.js';
import * as unpack from './unpack.js';

/** How a matrix is stored in blocks: values in a block, its bytes, and what is inside. */
export interface BlockType {
  readonly name: string;
  /** Values of a whole block. */
  readonly values: number;
  readonly bytes: number;
  /** Values that share a scale: a block has one or more of such groups. */
  readonly group: 16 | 32;
  /** Bits of a quantised value. */
  readonly bits: 4 | 5 | 6 | 8;
  /** w = scale · q + least, q from 0; otherwise w = scale · (q − 2^(bits − 1)). */
  readonly hasLeast: boolean;
  readonly unpack: unpack.Unpack;
}

/** Values and bytes of a block, group, bits, least? (ggml-common.h). */
const BLOCKS: Readonly<Record<number, BlockType>> = {
  2: block('Q4_0', 32, 18, 32, 4, false, unpack.q4_0),
  3: block('Q4_1', 32, 20, 32, 4, true, unpack.q4_1),
  6: block('Q5_0', 32, 22, 32, 5, false, unpack.q5_0),
  7: block('Q5_1', 32, 24, 32, 5, true, unpack.q5_1),
  8: block('Q8_0', 32, 34, 32, 8, false, unpack.q8_0),
  12: block('Q4_K', 256, 144, 32, 4, true, unpack.q4_K),
  13: block('Q5_K', 256, 176, 32, 5, true, unpack.q5_K),
  14: block('Q6_K', 256, 210, 16, 6, false, unpack.q6_K),
};

const FLOATS: Readonly<Record<number, FloatType>> = { 0: 'F32', 1: 'F16', 30: 'BF16' };

/** Types that are known by name only (ggml_type in ggml.h). */
const OTHERS: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
};

export const SUPPORTED_TYPES: readonly string[] = [
  ...Object.values(FLOATS),
  ...Object.values(BLOCKS).map(({ name }) => name),
];

export const blockType = (type: number): BlockType | undefined => BLOCKS[type];
export const floatType = (type: number): FloatType | undefined => FLOATS[type];
export const typeName = (type: number): string =>
  BLOCKS[type]?.name ?? FLOATS[type] ?? OTHERS[type] ?? `number ${type}`;

/** Bytes of a tensor; null for a type that is not supported. */
export function byteLength(type: number, shape: readonly number[]): number | null {
  const values = shape.reduce((product, length) => product * length, 1);
  const blocks = BLOCKS[type];
  if (blocks) return (values / blocks.values) * blocks.bytes;
  const float = FLOATS[type];
  return float ? values * (float === 'F32' ? 4 : 2) : null;
}

function block(
  name: string,
  values: number,
  bytes: number,
  group: BlockType['group'],
  bits: BlockType['bits'],
  hasLeast: boolean,
  unpack: unpack.Unpack,
): BlockType {
  return { name, values, bytes, group, bits, hasLeast, unpack };
}
