import { closeSync, fstatSync, openSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { Cursor } from './cursor.js';
import { Metadata, type MetadataValue } from './metadata.js';
import { byteLength, typeName } from './types.js';
import { readValue } from './values.js';

/** What a tensor is and where it lies. */
export interface TensorInfo {
  readonly name: string;
  /** Number of its storage type (ggml_type). */
  readonly type: number;
  /** Outermost first, as hub checkpoints have it; the file has it innermost first. */
  readonly shape: readonly number[];
  /** Of its first byte in the file. */
  readonly start: number;
}

export interface GgufHeader {
  readonly path: string;
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

const MOST_ENTRIES = 2 ** 20;
const MOST_DIMENSIONS = 4;

/**
 * Metadata and tensor descriptions of a GGUF file, version 2 or 3; nothing of the tensors is read.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 * @throws InputError naming the file and the rule it breaks
 */
export function readHeader(path: string): GgufHeader {
  const descriptor = openFile(path);
  try {
    const { size } = fstatSync(descriptor);
    return parseHeader(path, new Cursor(descriptor, size), size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `${path} is not a usable GGUF file: ${error.message}; get the file anew, it may be cut off`,
      { cause: error },
    );
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new InputError(`${path} cannot be opened: ${(cause as Error).message}`, { cause });
  }
}

function parseHeader(path: string, cursor: Cursor, size: number): GgufHeader {
  checkMagic(path, cursor.take(4).toString('latin1'));
  checkVersion(path, cursor.uint32());
  const tensorCount = countOf(cursor, 'tensors');
  const metadata = readMetadata(path, cursor, countOf(cursor, 'metadata entries'));
  refuseSplit(path, metadata);
  const infos = Array.from({ length: tensorCount }, () => readInfo(cursor));
  const alignment = metadata.optionalNumber('general.alignment') ?? 32;
  if (alignment < 1 || alignment % 8 !== 0) throw new RangeError(`general.alignment is ${alignment}`);
  const data = Math.ceil(cursor.offset / alignment) * alignment;
  const tensors = new Map<string, TensorInfo>();
  for (const info of infos) {
    if (tensors.has(info.name)) throw new RangeError(`tensor ${info.name} comes twice`);
    const tensor = { ...info, start: data + info.start };
    checkPlace(tensor, size);
    tensors.set(info.name, tensor);
  }
  return { path, metadata, tensors };
}

function checkMagic(path: string, magic: string): void {
  if (magic === 'GGUF') return;
  const old = ['ggml', 'ggmf', 'ggjt', 'lmgg', 'fmgg', 'tjgg'].includes(magic);
  const what = old ? 'is of llama.cpp’s format before GGUF' : 'is no GGUF file';
  throw new InputError(
    `${path} ${what}: it begins with ${JSON.stringify(magic)}, not "GGUF"; get the model as GGUF version 3`,
  );
}

function checkVersion(path: string, version: number): void {
  if (version === 2 || version === 3) return;
  const swapped = version >= 2 ** 24;
  const what = swapped ? 'is big-endian' : `is GGUF version ${version}`;
  throw new InputError(`${path} ${what}; little-endian files of version 2 and 3 are read: convert it anew`);
}

function refuseSplit(path: string, metadata: Metadata): void {
  const parts = metadata.optionalNumber('split.count') ?? 1;
  if (parts > 1) {
    throw new InputError(
      `${path} is one of ${parts} parts (split.count); join them: llama-gguf-split --merge ${path} whole.gguf`,
    );
  }
}

function countOf(cursor: Cursor, what: string): number {
  const count = cursor.uint64();
  if (count > MOST_ENTRIES) throw new RangeError(`it says it has ${count} ${what}`);
  return count;
}

function readMetadata(path: string, cursor: Cursor, count: number): Metadata {
  const values = new Map<string, MetadataValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.text();
    if (values.has(key)) throw new RangeError(`its metadata has ${key} twice`);
    values.set(key, readValue(cursor, cursor.uint32()));
  }
  return new Metadata(path, values);
}

/** `start` counts from the first tensor's place. */
function readInfo(cursor: Cursor): TensorInfo {
  const name = cursor.text();
  const dimensions = cursor.uint32();
  if (dimensions > MOST_DIMENSIONS) throw new RangeError(`tensor ${name} has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.uint64()).reverse();
  return { name, shape, type: cursor.uint32(), start: cursor.uint64() };
}

/** Types that are not known here have no length to check; they are refused where their values are wanted. */
function checkPlace({ name, type, shape, start }: TensorInfo, size: number): void {
  const bytes = byteLength(type, shape);
  if (bytes === null || start + bytes <= size) return;
  throw new RangeError(
    `tensor ${name} (${typeName(type)} [${shape}]) should lie at bytes ${start} to ${start + bytes}, and the file has ${size}`,
  );
}
