import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TensorData } from './onnx-graph.js';
import { ELEMENT_TYPE, type ElementType, type TensorProto } from './onnx-schema.js';

/** onnxruntime maps external data into memory; a tensor then starts on a page. */
const PAGE_BYTES = 4096;

/** Weights beside the graph ("external data" of the ONNX format): they are mapped, not parsed, and may exceed protobuf's 2 GB. */
export class WeightFile {
  #offset = 0;
  readonly #file: FileHandle;
  readonly #name: string;

  private constructor(file: FileHandle, name: string) {
    this.#file = file;
    this.#name = name;
  }

  static async create(path: string): Promise<WeightFile> {
    return new WeightFile(await open(path, 'wx'), basename(path));
  }

  /** Appends the values and returns the tensor that points at them. */
  async add(
    name: string,
    type: ElementType,
    dims: readonly number[],
    data: TensorData,
  ): Promise<TensorProto> {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const offset = Math.ceil(this.#offset / PAGE_BYTES) * PAGE_BYTES;
    await this.#file.write(bytes, 0, bytes.length, offset);
    this.#offset = offset + bytes.length;
    return {
      name,
      dims: [...dims],
      dataType: ELEMENT_TYPE[type],
      dataLocation: 1,
      externalData: [
        { key: 'location', value: this.#name },
        { key: 'offset', value: String(offset) },
        { key: 'length', value: String(bytes.length) },
      ],
    };
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }
}
