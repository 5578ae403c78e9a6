import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GgufTensor, type GgufValue, writeGguf } from '../../support/gguf/gguf.js';
import { inScratch } from '../../support/scratch.js';

/** A Llama of one layer and 96 tokens, heads of 16, all of its tensors float32 zeros. */
export const METADATA: Readonly<Record<string, GgufValue>> = {
  'general.architecture': { string: 'llama' },
  'llama.context_length': { uint32: 64 },
  'llama.embedding_length': { uint32: 32 },
  'llama.block_count': { uint32: 1 },
  'llama.feed_forward_length': { uint32: 64 },
  'llama.attention.head_count': { uint32: 2 },
  'llama.attention.layer_norm_rms_epsilon': { float32: 1e-5 },
};

const SHAPES: Readonly<Record<string, number[]>> = {
  'token_embd.weight': [96, 32],
  'output_norm.weight': [32],
  'blk.0.attn_norm.weight': [32],
  'blk.0.ffn_norm.weight': [32],
  'blk.0.attn_q.weight': [32, 32],
  'blk.0.attn_k.weight': [32, 32],
  'blk.0.attn_v.weight': [32, 32],
  'blk.0.attn_output.weight': [32, 32],
  'blk.0.ffn_gate.weight': [64, 32],
  'blk.0.ffn_up.weight': [64, 32],
  'blk.0.ffn_down.weight': [32, 64],
};

export const TENSORS: readonly GgufTensor[] = Object.entries(SHAPES).map(([name, shape]) =>
  zeros(name, shape),
);

export function zeros(name: string, shape: readonly number[], type = 0): GgufTensor {
  const byteLength = 4 * shape.reduce((product, length) => product * length, 1);
  return { name, type, shape, byteLength, read: async () => new Uint8Array(byteLength) };
}

/** Runs `use` with the path of a file of these metadata (null takes one away) and tensors. */
export function withGguf(
  metadata: Readonly<Record<string, GgufValue | null>>,
  use: (path: string) => Promise<void>,
  tensors: readonly GgufTensor[] = TENSORS,
): Promise<void> {
  return inScratch(async (folder) => {
    const path = join(folder, 'model.gguf');
    const given = Object.entries({ ...METADATA, ...metadata }).filter(([, value]) => value !== null);
    await writeGguf(path, Object.fromEntries(given) as Record<string, GgufValue>, tensors);
    await use(path);
  });
}

/** As `withGguf`, of given bytes. */
export function withBytes(bytes: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  return inScratch(async (folder) => {
    const path = join(folder, 'model.gguf');
    writeFileSync(path, bytes);
    await use(path);
  });
}
