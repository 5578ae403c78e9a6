import type { ModelConfig } from './config.js';
import type { WeightBlocks } from './weight-blocks.js';

/** A checked checkpoint: every tensor the architecture needs is there, in the right shape. Names are those of hub checkpoints. */
export interface Checkpoint {
  /** In hub layout, or a GGUF file. */
  readonly folder: string;
  readonly config: ModelConfig;
  /** Values of one tensor, float32, row-major; linear weights are [out, in]. */
  read(name: string): Promise<Float32Array>;
  /** A matrix as it is stored, where that is in blocks; null where it is in floats. Absent where all are. */
  blocks?(name: string): Promise<WeightBlocks | null>;
  /** SHA-256 of config.json and all weights, or of the GGUF file, hex: the same model has the same, wherever it lies. */
  hash(): Promise<string>;
  close(): Promise<void>;
}

/** Every tensor of the architecture and its shape; the names are those of Hugging Face's Llama, Qwen2 and Qwen3. */
export function expectedTensors(config: ModelConfig): Map<string, number[]> {
  const { hidden, heads, kvHeads, headDim, intermediate, vocab } = config;
  const shapes = new Map<string, number[]>([
    ['model.embed_tokens.weight', [vocab, hidden]],
    ['model.norm.weight', [hidden]],
  ]);
  if (!config.tiedHead) shapes.set('lm_head.weight', [vocab, hidden]);
  for (let layer = 0; layer < config.layers; layer++) {
    const set = (name: string, shape: number[]) => shapes.set(`model.layers.${layer}.${name}`, shape);
    set('input_layernorm.weight', [hidden]);
    set('post_attention_layernorm.weight', [hidden]);
    for (const [name, rows] of [
      ['q', heads],
      ['k', kvHeads],
      ['v', kvHeads],
    ] as const) {
      set(`self_attn.${name}_proj.weight`, [rows * headDim, hidden]);
      if (config.qkvBias) set(`self_attn.${name}_proj.bias`, [rows * headDim]);
      if (config.qkNorm && name !== 'v') set(`self_attn.${name}_norm.weight`, [headDim]);
    }
    set('self_attn.o_proj.weight', [hidden, heads * headDim]);
    set('mlp.gate_proj.weight', [intermediate, hidden]);
    set('mlp.up_proj.weight', [intermediate, hidden]);
    set('mlp.down_proj.weight', [hidden, intermediate]);
  }
  return shapes;
}
