/** Weights of a linear layer, [out, in] row-major, made small in the ways onnxruntime multiplies fast. */

/**
 * Values that share a scale in `blockInt4`, as in llama.cpp's Q4_0. With 64 the perplexity of SmolLM2-135M is 20.9 instead of 19.4
 * (float32 16.1, Q4_0 19.7), for a decode step that is up to a fifth shorter.
 */
export const INT4_BLOCK = 32;
const BLOCK_BYTES = INT4_BLOCK / 2;

/** Values that share a scale in `blockInt8`. 32 are more accurate, and slower where there is only AVX2; 64 and 256 are neither. */
export const INT8_BLOCK = 128;

export interface Int8PerChannel {
  /** [in, out]: transposed, as MatMulIntegerToFloat takes it. */
  readonly values: Int8Array;
  /** [out] */
  readonly scales: Float32Array;
}

/**
 * Two neighbours along the inputs may add up to this, 127.4 and two roundings: x86 without VNNI multiplies them by unsigned bytes
 * and adds both products in 16 bits, which saturate. 255 · 128 does not. Where there are larger pairs the scale grows, which costs
 * less than half a bit; bounding each weight by 63 would cost a whole one.
 */
const LARGEST_PAIR = 127.4;

/** Symmetric, one scale per output channel: w ≈ scale · q, q in −127 … 127, no two neighbours (2i, 2i + 1) beyond ±128 together. */
export function perChannelInt8(weights: Float32Array, outputs: number, inputs: number): Int8PerChannel {
  const values = new Int8Array(outputs * inputs);
  const scales = new Float32Array(outputs);
  for (let out = 0; out < outputs; out++) {
    const row = weights.subarray(out * inputs, (out + 1) * inputs);
    const scale = Math.fround(Math.max(largestOf(row) / 127, largestPair(row) / LARGEST_PAIR)) || 1;
    scales[out] = scale;
    for (let i = 0; i < inputs; i++) values[i * outputs + out] = Math.round(row[i]! / scale);
  }
  return { values, scales };
}

function largestOf(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** Of the sums of two neighbours (2i, 2i + 1), the largest magnitude. */
function largestPair(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i + 1 < values.length; i += 2)
    largest = Math.max(largest, Math.abs(values[i]! + values[i + 1]!));
  return largest;
}

export interface Int8Blocks {
  /** [out, blocks, block], stored as q + 128. */
  readonly values: Uint8Array;
  /** [out, blocks] */
  readonly scales: Float32Array;
}

/** Symmetric blocks of `INT8_BLOCK` along the inputs: w ≈ scale · q, q in −127 … 127. The tail is zeros. */
export function blockInt8(weights: Float32Array, outputs: number, inputs: number): Int8Blocks {
  const blocks = Math.ceil(inputs / INT8_BLOCK);
  const values = new Uint8Array(outputs * blocks * INT8_BLOCK).fill(128);
  const scales = new Float32Array(outputs * blocks);
  for (let index = 0; index < scales.length; index++) {
    const [out, from] = [Math.floor(index / blocks), (index % blocks) * INT8_BLOCK];
    const source = weights.subarray(out * inputs + from, out * inputs + Math.min(from + INT8_BLOCK, inputs));
    const scale = Math.fround(largestOf(source) / 127) || 1;
    scales[index] = scale;
    for (let i = 0; i < source.length; i++)
      values[index * INT8_BLOCK + i] = 128 + Math.round(source[i]! / scale);
  }
  return { values, scales };
}

export interface Int4Blocks {
  /** [out, blocks, block / 2]: two values a byte, the earlier in the low half, stored as q + 8. */
  readonly values: Uint8Array;
  /** [out, blocks] */
  readonly scales: Float32Array;
}

/** Symmetric blocks of `INT4_BLOCK` along the inputs: w ≈ scale · q, q in −8 … 7. The tail is zeros. */
export function blockInt4(weights: Float32Array, outputs: number, inputs: number): Int4Blocks {
  const blocks = Math.ceil(inputs / INT4_BLOCK);
  const values = new Uint8Array(outputs * blocks * BLOCK_BYTES).fill(0x88);
  const scales = new Float32Array(outputs * blocks);
  for (let out = 0; out < outputs; out++) {
    for (let block = 0; block < blocks; block++) {
      const from = block * INT4_BLOCK;
      const length = Math.min(INT4_BLOCK, inputs - from);
      const source = weights.subarray(out * inputs + from, out * inputs + from + length);
      const index = out * blocks + block;
      scales[index] = quantizeBlock(source, values.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES));
    }
  }
  return { values, scales };
}

/** Candidates for w / scale of the weight of largest magnitude. Above 8 it is cut off, so that the others get finer steps. */
const RANGES = [7.5, 7.75, 8, 8.25, 8.5];

/** Takes the range with the least squared error under its best scale, Σwq / Σq², and returns that scale. */
function quantizeBlock(source: Float32Array, packed: Uint8Array): number {
  let extreme = 0;
  for (let i = 0; i < source.length; i++) if (Math.abs(source[i]!) > Math.abs(extreme)) extreme = source[i]!;
  if (extreme === 0) return 0;
  let best = { explained: 0, inverse: 0, scale: 0 };
  for (const range of RANGES) {
    const inverse = -range / extreme;
    let dot = 0;
    let norm = 0;
    for (let i = 0; i < source.length; i++) {
      const q = toInt4(source[i]! * inverse);
      dot += source[i]! * q;
      norm += q * q;
    }
    const explained = (dot * dot) / norm; // Σw² − Σ(w − scale · q)²
    if (explained > best.explained) best = { explained, inverse, scale: dot / norm };
  }
  for (let i = 0; i < source.length; i++) {
    const q = toInt4(source[i]! * best.inverse) + 8;
    const byte = packed[i >> 1]!;
    packed[i >> 1] = i % 2 === 0 ? (byte & 0xf0) | q : (byte & 0x0f) | (q << 4);
  }
  return best.scale;
}

/** The nearest of −8 … 7, of a value above −9. */
const toInt4 = (value: number): number => Math.min(15, (value + 8.5) | 0) - 8; // Math.round takes five times as long
