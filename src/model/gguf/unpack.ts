import { HALVES } from '../float.js';

/** What one block holds: a value a byte, and for each group a scale and, where the type has it, what its 0 stands for. */
export interface Unpacked {
  readonly q: Uint8Array;
  readonly scales: Float32Array;
  readonly least: Float32Array;
}

/**
 * Unpacks the block that begins at `at`. All of them follow the definitions of ggml-quants.c (dequantize_row_*); products of
 * a float16 and a few bits are exact in float32.
 */
export type Unpack = (bytes: Uint8Array, at: number, to: Unpacked) => void;

/** Float16 scale; value i in the low half and i + 16 in the high half of byte i. */
export const q4_0: Unpack = (bytes, at, { q, scales }) => {
  scales[0] = half(bytes, at);
  nibbles(bytes, at + 2, q);
};

/** Scale, least; then as Q4_0. */
export const q4_1: Unpack = (bytes, at, { q, scales, least }) => {
  scales[0] = half(bytes, at);
  least[0] = half(bytes, at + 2);
  nibbles(bytes, at + 4, q);
};

/** Scale; the fifth bits of all 32 values; then as Q4_0. */
export const q5_0: Unpack = (bytes, at, { q, scales }) => {
  scales[0] = half(bytes, at);
  nibbles(bytes, at + 6, q);
  fifthBits(bytes, at + 2, q);
};

export const q5_1: Unpack = (bytes, at, { q, scales, least }) => {
  scales[0] = half(bytes, at);
  least[0] = half(bytes, at + 2);
  nibbles(bytes, at + 8, q);
  fifthBits(bytes, at + 4, q);
};

/** Scale; 32 signed bytes, which become unsigned: − 128 is 0. */
export const q8_0: Unpack = (bytes, at, { q, scales }) => {
  scales[0] = half(bytes, at);
  for (let i = 0; i < 32; i++) q[i] = bytes[at + 2 + i]! ^ 0x80;
};

/** Scales of the scales and of the least; 8 of each in 6 bits; then 4 × 64 values, 32 in low halves and 32 in high ones. */
export const q4_K: Unpack = (bytes, at, { q, scales, least }) => {
  sixBitScales(bytes, at, scales, least);
  for (let part = 0; part < 4; part++) {
    for (let i = 0; i < 32; i++) {
      const byte = bytes[at + 16 + part * 32 + i]!;
      q[part * 64 + i] = byte & 15;
      q[part * 64 + 32 + i] = byte >> 4;
    }
  }
};

/** As Q4_K, with fifth bits between: bit 2 · part and 2 · part + 1 of byte i. */
export const q5_K: Unpack = (bytes, at, { q, scales, least }) => {
  sixBitScales(bytes, at, scales, least);
  for (let part = 0; part < 4; part++) {
    for (let i = 0; i < 32; i++) {
      const byte = bytes[at + 48 + part * 32 + i]!;
      const high = bytes[at + 16 + i]! >> (2 * part);
      q[part * 64 + i] = (byte & 15) | ((high & 1) << 4);
      q[part * 64 + 32 + i] = (byte >> 4) | ((high & 2) << 3);
    }
  }
};

/** Low halves of 2 × 128 values, their upper two bits, 16 signed scales, the scale of the scales. */
export const q6_K: Unpack = (bytes, at, { q, scales }) => {
  const scale = half(bytes, at + 208);
  for (let group = 0; group < 16; group++) scales[group] = scale * ((bytes[at + 192 + group]! << 24) >> 24);
  for (let part = 0; part < 2; part++) {
    for (let i = 0; i < 32; i++) {
      const first = bytes[at + part * 64 + i]!;
      const second = bytes[at + part * 64 + 32 + i]!;
      const high = bytes[at + 128 + part * 32 + i]!;
      const to = part * 128 + i;
      q[to] = (first & 15) | ((high & 3) << 4);
      q[to + 32] = (second & 15) | (((high >> 2) & 3) << 4);
      q[to + 64] = (first >> 4) | (((high >> 4) & 3) << 4);
      q[to + 96] = (second >> 4) | ((high >> 6) << 4);
    }
  }
};

function nibbles(bytes: Uint8Array, at: number, q: Uint8Array): void {
  for (let i = 0; i < 16; i++) {
    q[i] = bytes[at + i]! & 15;
    q[i + 16] = bytes[at + i]! >> 4;
  }
}

function fifthBits(bytes: Uint8Array, at: number, q: Uint8Array): void {
  for (let i = 0; i < 32; i++) q[i]! |= ((bytes[at + (i >> 3)]! >> (i & 7)) & 1) << 4;
}

/** Twelve bytes hold 8 scales and 8 minima of 6 bits: the first four whole, the others in 4 bits and the spare 2 of the first. */
function sixBitScales(bytes: Uint8Array, at: number, scales: Float32Array, least: Float32Array): void {
  const scale = half(bytes, at);
  const minimum = half(bytes, at + 2);
  const packed = (i: number) => bytes[at + 4 + i]!;
  for (let i = 0; i < 4; i++) {
    scales[i] = scale * (packed(i) & 63);
    least[i] = -minimum * (packed(i + 4) & 63);
    scales[i + 4] = scale * ((packed(i + 8) & 15) | ((packed(i) >> 6) << 4));
    least[i + 4] = -minimum * ((packed(i + 8) >> 4) | ((packed(i + 4) >> 6) << 4));
  }
}

/** The little-endian float16 at a place. */
function half(bytes: Uint8Array, at: number): number {
  return HALVES[bytes[at]! | (bytes[at + 1]! << 8)]!;
}
