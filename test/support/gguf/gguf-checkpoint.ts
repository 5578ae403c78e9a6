import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, expectedTensors } from '../../../src/model/checkpoint.js';
import type { ModelConfig } from '../../../src/model/config.js';
import { ggufName } from '../../../src/model/gguf/names.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import { type BlockType, bytesOf, encodeBlocks, F32 } from './blocks.js';
import type { GgufForm } from './forms.js';
import { type GgufTensor, type GgufValue, writeGguf } from './gguf.js';

/** Token kinds of llama.h. */
const NORMAL = 1;
const CONTROL = 3;

/** Writes a Llama checkpoint as llama.cpp runs it. */
export async function writeGgufModel(folder: string, form: GgufForm, path: string): Promise<void> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const { config } = checkpoint;
    if (config.modelType !== 'llama' || config.ropeScaling)
      throw new RangeError(`${folder}: only plain Llama models have a GGUF form here`);
    const tensors = [...expectedTensors(config)].map(([name, shape]) =>
      toTensor(checkpoint, name, shape, typeOf(form, name, shape)),
    );
    const metadata = { ...architecture(config, form), ...(await tokenizer(folder, config)) };
    await writeGguf(`${path}.part`, metadata, tensors);
    await rename(`${path}.part`, path);
  } finally {
    await checkpoint.close();
  }
}

function typeOf({ layers, head }: GgufForm, name: string, shape: readonly number[]): BlockType {
  if (shape.length === 1) return F32;
  return name.startsWith('model.layers.') ? layers : head;
}

function toTensor(checkpoint: Checkpoint, name: string, shape: number[], type: BlockType): GgufTensor {
  const heads = name.includes('q_proj') ? checkpoint.config.heads : checkpoint.config.kvHeads;
  const rotated = /[qk]_proj/.test(name);
  return {
    name: ggufName(name),
    type: type.ggmlType,
    shape,
    byteLength: bytesOf(
      type,
      shape.reduce((product, length) => product * length, 1),
    ),
    read: async () => {
      const weights = await checkpoint.read(name);
      return encodeBlocks(type, rotated ? interleavePairs(weights, heads, shape[1]!) : weights);
    },
  };
}

/**
 * Rows [heads · dim, inputs] in the order of llama.cpp's rotation, which turns neighbours (2i, 2i + 1) where Hugging
 * Face's turns (i, i + dim / 2).
 */
function interleavePairs(weights: Float32Array, heads: number, inputs: number): Float32Array {
  const dim = weights.length / inputs / heads;
  const result = new Float32Array(weights.length);
  for (let row = 0; row < heads * dim; row++) {
    const [head, within] = [Math.floor(row / dim), row % dim];
    const from = head * dim + (within % 2) * (dim / 2) + Math.floor(within / 2);
    result.set(weights.subarray(from * inputs, (from + 1) * inputs), row * inputs);
  }
  return result;
}

const architecture = (config: ModelConfig, { layers }: GgufForm): Record<string, GgufValue> => ({
  'general.architecture': { string: 'llama' },
  'general.file_type': { uint32: layers.fileType },
  'general.quantization_version': { uint32: 2 },
  'llama.context_length': { uint32: config.maxPositions },
  'llama.embedding_length': { uint32: config.hidden },
  'llama.block_count': { uint32: config.layers },
  'llama.feed_forward_length': { uint32: config.intermediate },
  'llama.attention.head_count': { uint32: config.heads },
  'llama.attention.head_count_kv': { uint32: config.kvHeads },
  'llama.attention.key_length': { uint32: config.headDim },
  'llama.attention.value_length': { uint32: config.headDim },
  'llama.attention.layer_norm_rms_epsilon': { float32: config.normEps },
  'llama.rope.dimension_count': { uint32: config.headDim },
  'llama.rope.freq_base': { float32: config.ropeTheta },
  'llama.vocab_size': { uint32: config.vocab },
});

/** The byte-level BPE vocabulary of the checkpoint's tokenizer.json; merges may come as pairs or as strings. */
async function tokenizer(folder: string, config: ModelConfig): Promise<Record<string, GgufValue>> {
  const { model, added_tokens, post_processor } = JSON.parse(
    await readFile(join(folder, 'tokenizer.json'), 'utf8'),
  ) as {
    model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
    added_tokens: { id: number; content: string }[];
    post_processor: object | null;
  };
  const tokens = Object.keys(model.vocab).sort((a, b) => model.vocab[a]! - model.vocab[b]!);
  const special = new Set(added_tokens.map(({ id }) => id));
  const end = config.eosTokenIds[0]!;
  return {
    'tokenizer.ggml.model': { string: 'gpt2' },
    'tokenizer.ggml.pre': { string: 'gpt-2' },
    'tokenizer.ggml.tokens': { strings: tokens },
    'tokenizer.ggml.token_type': { int32s: tokens.map((_, id) => (special.has(id) ? CONTROL : NORMAL)) },
    'tokenizer.ggml.merges': {
      strings: model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
    },
    'tokenizer.ggml.bos_token_id': { uint32: config.bosTokenId ?? end },
    'tokenizer.ggml.eos_token_id': { uint32: end },
    'tokenizer.ggml.add_bos_token': { bool: post_processor !== null },
  };
}
