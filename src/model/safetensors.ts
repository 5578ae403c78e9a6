import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { asError, InputError } from '../errors.js';
import { type FloatType, floatBytes, toFloat32 } from './float.js';

/** Headers of real models are far below this; a larger length means the file is something else. */
const MAX_HEADER_BYTES = 100 * 2 ** 20;

/** Where one tensor lies: bytes [start, end) of the file. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

const headerEntry = z.object({
  dtype: z.string(),
  shape: z
    .array(
      z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 31),
    )
    .max(8),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

/**
 * A checkpoint file: an 8-byte length, a JSON header, and raw little-endian tensors.
 * Format: https://huggingface.co/docs/safetensors (“Format”). The header is checked whole when the file is opened.
 */
export class SafetensorsFile {
  readonly #file: FileHandle;

  private constructor(
    readonly path: string,
    file: FileHandle,
    readonly tensors: ReadonlyMap<string, TensorEntry>,
  ) {
    this.#file = file;
  }

  /** @throws InputError naming the file and the rule it breaks; nothing of the tensors has been read then. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await open(path).catch((cause) => {
      throw new InputError(`cannot open ${path}: ${cause.message}`, { cause });
    });
    try {
      return new SafetensorsFile(path, file, await readHeader(file, path));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** One tensor as float32, row-major. */
  async read(name: string): Promise<Float32Array> {
    const entry = this.tensors.get(name);
    if (!entry) throw new InputError(`${this.path} has no tensor ${name}`);
    const bytes = new Uint8Array(entry.end - entry.start);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, entry.start);
    if (bytesRead !== bytes.length) throw new InputError(`${this.path} ended while tensor ${name} was read`);
    return toFloat32(bytes, entry.dtype as FloatType);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** What is wrong with the file, as an error. */
type Refuse = (reason: string, options?: ErrorOptions) => InputError;

async function readHeader(file: FileHandle, path: string): Promise<Map<string, TensorEntry>> {
  const refuse: Refuse = (reason, options) =>
    new InputError(`${path} is not a usable safetensors file: ${reason}`, options);
  const { size } = await file.stat();
  if (size < 8) throw refuse(`it has ${size} bytes, and the header length alone takes 8`);
  const prefix = Buffer.alloc(8);
  await file.read(prefix, 0, 8, 0);
  const headerBytes = Number(prefix.readBigUInt64LE());
  if (headerBytes > Math.min(size - 8, MAX_HEADER_BYTES)) {
    throw refuse(
      `its header should take ${headerBytes} bytes, but the file has ${size - 8} after the length (limit ${MAX_HEADER_BYTES})`,
    );
  }
  const text = Buffer.alloc(headerBytes);
  await file.read(text, 0, headerBytes, 8);
  return parseHeader(text.toString('utf8'), 8 + headerBytes, size, refuse);
}

function parseHeader(
  text: string,
  dataStart: number,
  fileSize: number,
  refuse: Refuse,
): Map<string, TensorEntry> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse(`its header is not JSON (${asError(cause).message})`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw refuse('its header is not an object');
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    const parsed = headerEntry.safeParse(value);
    if (!parsed.success) throw refuse(`the entry of tensor ${name} is malformed`);
    tensors.set(name, checkEntry(name, parsed.data, dataStart, fileSize, refuse));
  }
  refuseOverlaps(tensors, refuse);
  return tensors;
}

function checkEntry(
  name: string,
  entry: z.infer<typeof headerEntry>,
  dataStart: number,
  fileSize: number,
  refuse: Refuse,
): TensorEntry {
  const [from, to] = entry.data_offsets;
  if (from > to || dataStart + to > fileSize) {
    throw refuse(`tensor ${name} lies at bytes ${from} to ${to} of ${fileSize - dataStart}`);
  }
  const bytesPerValue = floatBytes(entry.dtype);
  const values = entry.shape.reduce((product, length) => product * length, 1);
  if (bytesPerValue !== null && values * bytesPerValue !== to - from) {
    throw refuse(
      `tensor ${name} (${entry.dtype} [${entry.shape}]) needs ${values * bytesPerValue} bytes and has ${to - from}`,
    );
  }
  return { dtype: entry.dtype, shape: entry.shape, start: dataStart + from, end: dataStart + to };
}

function refuseOverlaps(tensors: Map<string, TensorEntry>, refuse: (reason: string) => InputError): void {
  const byStart = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < byStart.length; i++) {
    const [earlier, later] = [byStart[i - 1]!, byStart[i]!];
    if (later[1].start < earlier[1].end) throw refuse(`tensors ${earlier[0]} and ${later[0]} overlap`);
  }
}
