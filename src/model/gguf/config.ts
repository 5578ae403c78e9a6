import { type ModelConfig, parseConfig } from '../config.js';
import type { GgufHeader } from './header.js';

const ARCHITECTURES = ['llama', 'qwen2', 'qwen3'];
/** Keys that change the arithmetic in ways that are not built here, unless they are 0. */
const REFUSED = ['expert_count', 'attention.sliding_window', 'attention.clamp_kqv', 'logit_scale'];

/** What a hub checkpoint's config.json would say. @throws InputError naming the key that is missing or not supported */
export function ggufConfig({ path, metadata, tensors }: GgufHeader): ModelConfig {
  const architecture = metadata.string('general.architecture');
  if (!ARCHITECTURES.includes(architecture)) {
    throw metadata.refuse(`architecture "${architecture}" is not supported; ${ARCHITECTURES.join(', ')} are`);
  }
  const key = (name: string) => `${architecture}.${name}`;
  const optional = (name: string) => metadata.optionalCommonNumber(key(name));
  const unknown = REFUSED.find((name) => optional(name));
  if (unknown) throw metadata.refuse(`${key(unknown)} is ${optional(unknown)}, and only 0 is supported`);
  const heads = optional('attention.head_count') ?? metadata.number(key('attention.head_count'));
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw metadata.refuse('it lacks tensor token_embd.weight; it may hold a vocabulary alone');
  const json = {
    model_type: architecture,
    vocab_size: embedding.shape[0],
    hidden_size: metadata.number(key('embedding_length')),
    num_hidden_layers: metadata.number(key('block_count')),
    num_attention_heads: heads,
    num_key_value_heads: optional('attention.head_count_kv'),
    head_dim: optional('attention.key_length'),
    intermediate_size: optional('feed_forward_length') ?? metadata.number(key('feed_forward_length')),
    max_position_embeddings: metadata.number(key('context_length')),
    rms_norm_eps: metadata.number(key('attention.layer_norm_rms_epsilon')),
    rope_theta: optional('rope.freq_base'),
    tie_word_embeddings: !tensors.has('output.weight'),
    bos_token_id: metadata.optionalNumber('tokenizer.ggml.bos_token_id'),
  };
  const config = parseConfig(json, path, endTokens(metadata));
  checkRotation({ path, metadata, tensors }, key, config);
  return config;
}

/** Tokens that end a turn or a message end a generation too. */
const endTokens = (metadata: GgufHeader['metadata']): number[] => [
  ...new Set(
    ['eos', 'eot', 'eom']
      .map((name) => metadata.optionalNumber(`tokenizer.ggml.${name}_token_id`))
      .filter((id) => id !== undefined),
  ),
];

function checkRotation({ metadata }: GgufHeader, key: (name: string) => string, config: ModelConfig): void {
  const { headDim } = config;
  for (const name of ['rope.dimension_count', 'attention.value_length']) {
    const dimensions = metadata.optionalCommonNumber(key(name)) ?? headDim;
    if (dimensions === headDim) continue;
    throw metadata.refuse(`${key(name)} is ${dimensions}, and only that of the heads, ${headDim}, is built`);
  }
  const scaling = metadata.optionalString(key('rope.scaling.type')) ?? 'none';
  if (scaling !== 'none') {
    throw metadata.refuse(
      `${key('rope.scaling.type')} "${scaling}" is not supported; only "none" is, with or without rope_freqs.weight`,
    );
  }
}
