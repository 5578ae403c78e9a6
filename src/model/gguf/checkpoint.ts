import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../../errors.js';
import type { Checkpoint } from '../checkpoint.js';
import type { ModelConfig } from '../config.js';
import { toFloat32 } from '../float.js';
import type { WeightBlocks } from '../weight-blocks.js';
import { toFloats, toWeightBlocks } from './blocks.js';
import { ggufConfig } from './config.js';
import { type GgufHeader, readHeader, type TensorInfo } from './header.js';
import { ggufName } from './names.js';
import { splitPairs } from './rows.js';
import { checkTensors, ROPE_DIVISORS } from './tensors.js';
import { blockType, byteLength, floatType } from './types.js';

/** A read of the operating system's takes no more at once. */
const PIECE_BYTES = 2 ** 30;

/**
 * A GGUF file as a hub checkpoint: tensors by Hugging Face's names and in its order of rows.
 * @throws InputError naming the file and the reason, before any weight is read
 */
export async function openGguf(path: string): Promise<Checkpoint> {
  const header = readHeader(path);
  const config = ggufConfig(header);
  checkTensors(header, config);
  const file = await open(path);
  try {
    const divisors = header.tensors.get(ROPE_DIVISORS);
    const ropeDivisors = divisors && Array.from(floats(divisors, await bytesOf(file, path, divisors)));
    return new GgufCheckpoint(header, { ...config, ropeDivisors }, file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class GgufCheckpoint implements Checkpoint {
  readonly folder: string;
  readonly #header: GgufHeader;
  readonly #file: FileHandle;

  constructor(
    header: GgufHeader,
    readonly config: ModelConfig,
    file: FileHandle,
  ) {
    this.#header = header;
    this.#file = file;

    this.folder = header.path;
  }

  // Bound, as the graph's builders take them off the checkpoint
  read = async (name: string): Promise<Float32Array> => {
    const info = this.#infoOf(name);
    return floats(info, await this.#bytes(name, info));
  };

  blocks = async (name: string): Promise<WeightBlocks | null> => {
    const info = this.#infoOf(name);
    const type = blockType(info.type);
    return type ? toWeightBlocks(type, await this.#bytes(name, info)) : null;
  };

  /** Of the file alone: its name is nobody's business. */
  async hash(): Promise<string> {
    const hash = createHash('sha256').update('gguf\0');
    const stream = createReadStream(this.folder, { highWaterMark: 2 ** 22 });
    for await (const chunk of stream) hash.update(chunk);
    return hash.digest('hex');
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #infoOf(name: string): TensorInfo {
    return this.#header.tensors.get(ggufName(name))!;
  }

  async #bytes(name: string, info: TensorInfo): Promise<Uint8Array> {
    const bytes = await bytesOf(this.#file, this.folder, info);
    const { modelType, heads, kvHeads } = this.config;
    const part = /([qk])_proj\.weight$/.exec(name)?.[1];
    if (modelType !== 'llama' || !part) return bytes;
    return splitPairs(bytes, part === 'q' ? heads : kvHeads, info.shape[0]!);
  }
}

async function bytesOf(file: FileHandle, path: string, info: TensorInfo): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength(info.type, info.shape)!);
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(PIECE_BYTES, bytes.length - done);
    const { bytesRead } = await file.read(bytes, done, length, info.start + done);
    if (bytesRead === 0) throw new InputError(`${path} ended while tensor ${info.name} was read`);
    done += bytesRead;
  }
  return bytes;
}

function floats(info: TensorInfo, bytes: Uint8Array): Float32Array {
  const type = blockType(info.type);
  return type ? toFloats(type, bytes) : toFloat32(bytes, floatType(info.type)!);
}
