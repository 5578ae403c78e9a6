import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedTensors } from '../../src/model/checkpoint.js';
import { type ModelConfig, parseConfig } from '../../src/model/config.js';
import { toFloat32, toHalf } from '../../src/model/float.js';
import { seededRandom } from '../../src/workload/random.js';

export type Tensors = ReadonlyMap<string, Float32Array>;

export interface TinyCheckpoint {
  readonly folder: string;
  readonly config: ModelConfig;
  readonly tensors: Tensors;
}

/** Two layers, 96 tokens: whatever a test does not care for. */
export const TINY = {
  model_type: 'llama',
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 48,
  vocab_size: 96,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  eos_token_id: 0,
};

type StoredType = 'F32' | 'F16' | 'BF16';

/** Changes a tensor of random weights in place. */
export type Change = (name: string, values: Float32Array) => void;

/** Runs `use` with a checkpoint of random weights on disk, and removes it. */
export async function withTinyCheckpoint(
  json: object,
  use: (checkpoint: TinyCheckpoint) => Promise<void>,
  { dtype = 'F32' as StoredType, shards = 1, change = (() => undefined) as Change } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  try {
    const full = { ...TINY, ...json };
    const config = parseConfig(full, 'config.json');
    writeFileSync(join(folder, 'config.json'), JSON.stringify(full));
    await use({ folder, config, tensors: writeShards(folder, config, dtype, shards, change) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeShards(
  folder: string,
  config: ModelConfig,
  dtype: StoredType,
  shards: number,
  change: Change,
): Tensors {
  const random = seededRandom(7);
  const stored = [...expectedTensors(config)].map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const offset = name.endsWith('norm.weight') ? 1 : 0; // norms about 1, the rest about 0
    const values = Float32Array.from({ length: size }, () => offset + (random() - 0.5) * 0.6);
    change(name, values);
    return { name, shape, bytes: toBytes(values, dtype) };
  });
  const names = new Map<string, string>();
  for (let shard = 0; shard < shards; shard++) {
    const file = shards === 1 ? 'model.safetensors' : `model-${shard}.safetensors`;
    const own = stored.filter((_, i) => i % shards === shard);
    for (const { name } of own) names.set(name, file);
    writeFileSync(join(folder, file), safetensors(own.map((tensor) => ({ ...tensor, dtype }))));
  }
  if (shards > 1) {
    const index = { metadata: {}, weight_map: Object.fromEntries(names) };
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
  }
  return new Map(stored.map(({ name, bytes }) => [name, toFloat32(bytes, dtype)]));
}

function toBytes(values: Float32Array, dtype: StoredType): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer);
  const bits = new Uint32Array(values.buffer);
  const halves = Uint16Array.from(values, (value, i) => (dtype === 'F16' ? toHalf(value) : bits[i]! >>> 16));
  return new Uint8Array(halves.buffer);
}

/** A file of the format, by its published description alone. */
export function safetensors(
  tensors: readonly { name: string; dtype: string; shape: readonly number[]; bytes: Uint8Array }[],
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return rawSafetensors(JSON.stringify(header), Buffer.concat(tensors.map(({ bytes }) => bytes)));
}

export function rawSafetensors(
  header: string,
  data: Uint8Array,
  headerBytes = BigInt(Buffer.byteLength(header)),
): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerBytes);
  return Buffer.concat([length, Buffer.from(header), data]);
}
