import type { Cursor } from './cursor.js';
import type { MetadataValue } from './metadata.js';

/** Numbers of the types (gguf_type in ggml's gguf.h). */
const STRING = 8;
const ARRAY = 9;

const SCALARS: Readonly<Record<number, (cursor: Cursor) => number | boolean>> = {
  0: (cursor) => cursor.uint8(),
  1: (cursor) => cursor.take(1).readInt8(),
  2: (cursor) => cursor.take(2).readUInt16LE(),
  3: (cursor) => cursor.take(2).readInt16LE(),
  4: (cursor) => cursor.uint32(),
  5: (cursor) => cursor.take(4).readInt32LE(),
  6: (cursor) => cursor.take(4).readFloatLE(),
  7: (cursor) => cursor.uint8() !== 0,
  10: (cursor) => Number(cursor.take(8).readBigUInt64LE()),
  11: (cursor) => Number(cursor.take(8).readBigInt64LE()),
  12: (cursor) => cursor.take(8).readDoubleLE(),
};

/** A value of the metadata, by the number of its type. @throws RangeError for a type that there is not */
export function readValue(cursor: Cursor, type: number): MetadataValue {
  if (type !== ARRAY) return readScalar(cursor, type);
  const itemType = cursor.uint32();
  const count = cursor.uint64();
  if (count > cursor.remaining) throw new RangeError(`a list in it should have ${count} items`);
  return Array.from({ length: count }, () => readScalar(cursor, itemType));
}

function readScalar(cursor: Cursor, type: number): string | number | boolean {
  if (type === STRING) return cursor.text();
  const read = SCALARS[type];
  if (!read) throw new RangeError(`its metadata has a value of type ${type} at byte ${cursor.offset}`);
  return read(cursor);
}
