import { type FileHandle, open } from 'node:fs/promises';

/** Types of metadata values (gguf_type in ggml's gguf.h). */
const VALUE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** What a key of the header holds; arrays are of one type. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly int32s: readonly number[] }
  | { readonly float32s: readonly number[] };

export interface GgufTensor {
  readonly name: string;
  /** Number of its storage type (ggml_type in ggml.h). */
  readonly type: number;
  /** Outermost first; the file has them innermost first. */
  readonly shape: readonly number[];
  readonly byteLength: number;
  readonly read: () => Promise<Uint8Array>;
}

const ALIGNMENT = 32;
const padding = (length: number): number => (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;

/**
 * Writes llama.cpp's model format, version 3: a header of metadata and tensor descriptions, then the tensors, each on a
 * multiple of 32 bytes. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function writeGguf(
  path: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writePadded(file, header(metadata, tensors));
    for (const tensor of tensors) {
      const bytes = await tensor.read();
      if (bytes.byteLength !== tensor.byteLength)
        throw new RangeError(`${tensor.name} has ${bytes.byteLength} bytes, not ${tensor.byteLength}`);
      await writePadded(file, bytes);
    }
  } finally {
    await file.close();
  }
}

async function writePadded(file: FileHandle, bytes: Uint8Array): Promise<void> {
  await file.writeFile(bytes);
  await file.writeFile(new Uint8Array(padding(bytes.byteLength)));
}

function header(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Uint8Array {
  const parts = [
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(Object.keys(metadata).length),
  ];
  for (const [key, value] of Object.entries(metadata)) parts.push(text(key), ...encode(value));
  let offset = 0;
  for (const { name, type, shape, byteLength } of tensors) {
    parts.push(
      text(name),
      uint32(shape.length),
      ...[...shape].reverse().map(uint64),
      uint32(type),
      uint64(offset),
    );
    offset += byteLength + padding(byteLength);
  }
  return Buffer.concat(parts);
}

function encode(value: GgufValue): Buffer[] {
  if ('uint32' in value) return [uint32(VALUE.uint32), uint32(value.uint32)];
  if ('float32' in value) return [uint32(VALUE.float32), float32(value.float32)];
  if ('bool' in value) return [uint32(VALUE.bool), Buffer.of(value.bool ? 1 : 0)];
  if ('string' in value) return [uint32(VALUE.string), text(value.string)];
  if ('strings' in value) return array(VALUE.string, value.strings.map(text));
  if ('float32s' in value) return array(VALUE.float32, value.float32s.map(float32));
  return array(VALUE.int32, value.int32s.map(uint32));
}

const array = (type: number, items: readonly Buffer[]): Buffer[] => [
  uint32(VALUE.array),
  uint32(type),
  uint64(items.length),
  ...items,
];

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}
