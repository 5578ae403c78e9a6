import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Checkpoint, expectedTensors } from '../../src/model/checkpoint.js';
import { type ModelConfig, parseConfig } from '../../src/model/config.js';
import { toHalf } from '../../src/model/float.js';
import { ggufName } from '../../src/model/gguf/names.js';
import { blockType, byteLength } from '../../src/model/gguf/types.js';
import { loadModel } from '../../src/model/load.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { type Random, seededRandom } from '../../src/workload/random.js';
import { type GgufTensor, writeGguf } from '../support/gguf/gguf.js';
import { inScratch } from '../support/scratch.js';
import { referenceLogits } from './reference.js';

const F32 = 0;
const F16 = 1;
const [Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K] = [2, 3, 6, 7, 8, 12, 13, 14];

/** Two layers of 256, which all blocks fit into. */
const SHAPE = {
  model_type: 'qwen2',
  hidden_size: 256,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 256,
  vocab_size: 64,
  max_position_embeddings: 32,
  rms_norm_eps: 1e-5,
};

type Types = Readonly<Record<string, number>>;

/** Which type each matrix has, alike in all layers; what is not named is Q8_0. */
const MIXES: Record<string, { types: Types; json?: object }> = {
  'of one kind in each product': {
    types: { q: Q4_0!, k: Q4_0!, v: Q4_0!, o: Q4_1!, gate: Q4_K!, up: Q4_K!, down: Q5_0!, embed: Q6_K! },
  },
  'of several kinds in a product, some of them floats': {
    types: { q: F16, k: Q4_K!, v: Q6_K!, o: Q5_1!, gate: F16, up: Q5_K!, down: F32, lm_head: Q4_1! },
    json: { tie_word_embeddings: false },
  },
  'with three kinds in a product, norms and no biases': {
    types: { q: Q8_0!, k: F32, v: Q5_K!, o: F16, gate: Q5_0!, up: Q5_1!, down: Q4_K!, embed: Q4_0! },
    json: { model_type: 'qwen3', tie_word_embeddings: true },
  },
  'of a Llama, whose queries and keys are in another order': {
    types: { q: Q5_K!, k: Q8_0!, v: Q8_0!, o: Q6_K!, gate: Q4_1!, up: Q4_1!, down: Q4_1!, embed: F32 },
    json: { model_type: 'llama', tie_word_embeddings: true },
  },
};

for (const [name, { types, json }] of Object.entries(MIXES)) {
  test(`blocks ${name}: logits as a plain forward pass has them`, () =>
    inScratch(async (folder) => {
      const config = parseConfig({ tie_word_embeddings: true, ...SHAPE, ...json }, 'config.json');
      const path = join(folder, 'model.gguf');
      await writeGguf(path, metadataOf(config), tensorsOf(config, types));
      await expectReferenceLogits(path);
    }));
}

async function expectReferenceLogits(path: string): Promise<void> {
  const checkpoint = await openCheckpoint(path);
  const tensors = await readAll(checkpoint);
  await checkpoint.close();
  const { runner } = await loadModel({
    folder: path,
    dtype: 'gguf',
    cacheFolder: `${path}.cache`,
    threads: 1,
  });
  const { vocab } = runner.config;
  const sequences = [
    [5, 17, 60, 3],
    [9, 2],
  ].map((tokens) => ({ tokens, slot: runner.allocate(8) }));
  const compare = (tokens: number[], logits: Float32Array) => {
    const expected = referenceLogits(runner.config, tensors, tokens);
    const size = Math.max(...expected.map(Math.abs));
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - logits[i]!)));
    assert.ok(worst < 1e-4 * size, `a logit is off by ${worst} of ${size}`);
  };
  for (const { tokens, slot } of sequences)
    compare(tokens, (await runner.prefill(slot, tokens, true, { logits: true })).logits!);
  const rows = sequences.map(({ slot }) => ({ slot, token: 33 }));
  const { logits } = await runner.decode(rows, { logits: true });
  for (const [i, { tokens }] of sequences.entries())
    compare([...tokens, 33], logits!.subarray(i * vocab, (i + 1) * vocab));
  await runner.close();
}

async function readAll(checkpoint: Checkpoint): Promise<Map<string, Float32Array>> {
  const tensors = new Map<string, Float32Array>();
  for (const name of expectedTensors(checkpoint.config).keys())
    tensors.set(name, await checkpoint.read(name));
  return tensors;
}

function metadataOf(config: ModelConfig) {
  const key = (name: string) => `${config.modelType}.${name}`;
  return {
    'general.architecture': { string: config.modelType },
    [key('context_length')]: { uint32: config.maxPositions },
    [key('embedding_length')]: { uint32: config.hidden },
    [key('block_count')]: { uint32: config.layers },
    [key('feed_forward_length')]: { uint32: config.intermediate },
    [key('attention.head_count')]: { uint32: config.heads },
    [key('attention.head_count_kv')]: { uint32: config.kvHeads },
    [key('attention.layer_norm_rms_epsilon')]: { float32: config.normEps },
  };
}

function tensorsOf(config: ModelConfig, types: Types): GgufTensor[] {
  const random = seededRandom(11);
  return [...expectedTensors(config)].map(([name, shape]) => {
    const part = /(\w+?)_(proj|tokens)\.weight$/.exec(name)?.[1] ?? name.split('.')[0]!;
    const type = shape.length === 1 ? F32 : (types[part] ?? Q8_0!);
    const bytes = randomBytes(type, byteLength(type, shape)!, name.includes('norm') ? 1 : 0, random);
    return { name: ggufName(name), type, shape, byteLength: bytes.length, read: async () => bytes };
  });
}

/** Floats about `middle`; blocks of random bytes with small float16 scales, of random signs. */
function randomBytes(type: number, length: number, middle: number, random: Random): Uint8Array {
  const small = () => (random() - 0.5) * 0.1;
  if (type === F32)
    return new Uint8Array(Float32Array.from({ length: length / 4 }, () => middle + small()).buffer);
  if (type === F16)
    return new Uint8Array(Uint16Array.from({ length: length / 2 }, () => toHalf(small())).buffer);
  const { name, bits, bytes: blockBytes } = blockType(type)!;
  const bytes = Uint8Array.from({ length }, () => random() * 256);
  const view = new DataView(bytes.buffer);
  const most = name.endsWith('K') ? 2 ** -bits / 64 : 2 ** -bits; // K blocks multiply it by up to 63 (Q6_K: 127)
  for (let at = 0; at < length; at += blockBytes) {
    const places = name === 'Q6_K' ? [208] : name.endsWith('_0') ? [0] : [0, 2];
    for (const place of places) view.setUint16(at + place, toHalf(2 * most * small()), true);
  }
  return bytes;
}

test.run();
