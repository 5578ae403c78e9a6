/** The float types of checkpoints. */
export type FloatType = 'F32' | 'F16' | 'BF16';

/** Bytes of one value; null when the type is none of ours. */
export function floatBytes(dtype: string): number | null {
  if (dtype === 'F32') return 4;
  return dtype === 'F16' || dtype === 'BF16' ? 2 : null;
}

/** Little-endian values of the given type as float32. `bytes` must start on a multiple of the value's size. */
export function toFloat32(bytes: Uint8Array, dtype: FloatType): Float32Array {
  if (dtype === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  if (dtype === 'BF16') for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  else for (let i = 0; i < halves.length; i++) bits[i] = HALF_BITS[halves[i]!]!;
  return values;
}

/** IEEE 754 binary16. */
function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The value of every float16, by its bits. */
export const HALVES: Float32Array = new Float32Array(65536).map((_, half) => halfValue(half));
const HALF_BITS = new Uint32Array(HALVES.buffer);

const one = new Float32Array(1);
const oneBits = new Uint32Array(one.buffer);

/** float32 → float16 bits, to nearest even; too large becomes infinity. */
export function toHalf(value: number): number {
  one[0] = value;
  const bits = oneBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundHalfEven(Math.abs(one[0]!) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded >>> 13) - 0x1c000);
}

/** As `toHalf`, of many. */
export function toHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) halves[i] = toHalf(values[i]!); // several times faster than Uint16Array.from
  return halves;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
