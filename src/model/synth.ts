import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import { type Random, seededRandom } from '../workload/random.js';
import { byteTokenizer } from './byte-tokenizer.js';
import { expectedTensors } from './checkpoint.js';
import { parseConfig } from './config.js';
import type { BuildProgress } from './decoder.js';
import { toHalf } from './float.js';
import { SHAPES, type ShapeName } from './shapes.js';

/** Standard deviation of linear weights, as these models are initialised before training. */
const WEIGHT_DEVIATION = 0.02;

export interface SynthOptions {
  readonly shape: ShapeName;
  /** New or empty folder. */
  readonly folder: string;
  readonly seed: number;
  readonly onProgress?: BuildProgress;
}

/**
 * Writes a checkpoint of a known shape with seeded random float16 weights and a byte-level tokenizer, marked as dummy
 * (`streambatch_dummy_weights` in config.json).
 */
export async function synthesize({ shape, folder, seed, onProgress }: SynthOptions): Promise<void> {
  const json = {
    ...SHAPES[shape],
    hidden_act: 'silu',
    bos_token_id: 0,
    eos_token_id: 0,
    pad_token_id: 0,
    torch_dtype: 'float16',
    streambatch_dummy_weights: true,
    streambatch_seed: seed,
  };
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw new InputError(`cannot make ${folder}: ${cause.message}; give a new or empty folder`, { cause });
  });
  const { tokenizer, tokenizerConfig } = byteTokenizer(json.vocab_size);
  const files = {
    'config.json': json,
    'generation_config.json': { bos_token_id: 0, eos_token_id: 0, pad_token_id: 0 },
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': { ...tokenizerConfig, model_max_length: json.max_position_embeddings },
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), JSON.stringify(content, null, 1), { flag: 'wx' }).catch((cause) => {
      throw new InputError(
        `cannot write ${join(folder, name)}: ${cause.message}; give a new or empty folder`,
        { cause },
      );
    });
  }
  const shapes = expectedTensors(parseConfig(json, join(folder, 'config.json')));
  await writeWeights(join(folder, 'model.safetensors'), shapes, seededRandom(seed), onProgress);
}

async function writeWeights(
  path: string,
  shapes: ReadonlyMap<string, number[]>,
  random: Random,
  onProgress?: BuildProgress,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.write(safetensorsHeader(shapes));
    const normals = normalHalves(random);
    let done = 0;
    for (const [name, shape] of shapes) {
      await writeTensor(
        file,
        name,
        shape.reduce((product, length) => product * length, 1),
        normals,
        random,
      );
      onProgress?.(++done, shapes.size);
    }
  } finally {
    await file.close();
  }
}

function safetensorsHeader(shapes: ReadonlyMap<string, number[]>): Uint8Array {
  let offset = 0;
  const entries = [...shapes].map(([name, shape]) => {
    const start = offset;
    offset += 2 * shape.reduce((product, length) => product * length, 1);
    return [name, { dtype: 'F16', shape, data_offsets: [start, offset] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8); // the data starts on a multiple of 8
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, Buffer.from(padded)]);
}

/** 65,536 draws from the normal distribution (Box–Muller), as float16: weights are drawn from among them, which is fast. */
function normalHalves(random: Random): Uint16Array {
  return Uint16Array.from({ length: 65536 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return toHalf(WEIGHT_DEVIATION * radius * Math.cos(2 * Math.PI * random()));
  });
}

async function writeTensor(
  file: FileHandle,
  name: string,
  size: number,
  normals: Uint16Array,
  random: Random,
): Promise<void> {
  const values = new Uint16Array(size);
  if (name.endsWith('norm.weight')) values.fill(toHalf(1));
  else for (let i = 0; i < size; i++) values[i] = normals[(random() * 65536) | 0]!;
  await file.write(new Uint8Array(values.buffer));
}
