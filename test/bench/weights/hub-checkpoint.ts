import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, expectedTensors } from '../../../src/model/checkpoint.js';
import type { ModelConfig } from '../../../src/model/config.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import { readTokenizerFiles } from '../../../src/model/tokenizer-files.js';

/** Writes the model of a GGUF file as a hub checkpoint into a folder, its weights as the float32 that they stand for. */
export async function writeHubCheckpoint(gguf: string, folder: string): Promise<void> {
  const checkpoint = await openCheckpoint(gguf);
  try {
    const { tokenizer, config } = await readTokenizerFiles(gguf);
    const files = {
      'config.json': configJson(checkpoint.config),
      'generation_config.json': endsOf(checkpoint.config), // transformers.js will not do without
      'tokenizer.json': tokenizer,
      'tokenizer_config.json': { tokenizer_class: 'PreTrainedTokenizerFast', ...config },
    };
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), JSON.stringify(content));
    const file = await open(join(folder, 'model.safetensors'), 'w');
    await writeTensors(checkpoint, file).finally(() => file.close());
  } finally {
    await checkpoint.close();
  }
}

const configJson = (config: ModelConfig): object => ({
  architectures: ['LlamaForCausalLM'],
  model_type: config.modelType,
  hidden_act: 'silu',
  hidden_size: config.hidden,
  num_hidden_layers: config.layers,
  num_attention_heads: config.heads,
  num_key_value_heads: config.kvHeads,
  head_dim: config.headDim,
  intermediate_size: config.intermediate,
  vocab_size: config.vocab,
  max_position_embeddings: config.maxPositions,
  rms_norm_eps: config.normEps,
  rope_theta: config.ropeTheta,
  tie_word_embeddings: config.tiedHead,
  torch_dtype: 'float32',
  ...endsOf(config),
});

const endsOf = ({ bosTokenId, eosTokenIds }: ModelConfig): object => ({
  bos_token_id: bosTokenId,
  eos_token_id: eosTokenIds,
});

/** Header and tensors in the format of https://huggingface.co/docs/safetensors. */
async function writeTensors(checkpoint: Checkpoint, file: FileHandle): Promise<void> {
  const tensors = expectedTensors(checkpoint.config);
  let offset = 0;
  const entries = [...tensors].map(([name, shape]) => {
    const start = offset;
    offset += 4 * shape.reduce((product, length) => product * length, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8)); // the data starts on a multiple of 8
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await file.writeFile(Buffer.concat([length, header]));
  for (const name of tensors.keys()) {
    const { buffer, byteOffset, byteLength } = await checkpoint.read(name);
    await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
