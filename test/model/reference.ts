import type { ModelConfig } from '../../src/model/config.js';
import { ropeFrequencies } from '../../src/model/rope.js';
import type { Tensors } from './tiny-checkpoint.js';

export type Product = (name: string, x: readonly number[]) => number[];

/**
 * The forward pass as one would write it on a blackboard, in doubles, without a cache: logits after the last token. It
 * follows transformers' modeling_llama.py, modeling_qwen2.py and modeling_qwen3.py. `product`: W x of the linear layer whose
 * weights have this name.
 */
export function referenceLogits(
  config: ModelConfig,
  tensors: Tensors,
  tokens: readonly number[],
  product: Product = (name, x) => times(tensors.get(name)!, x),
): number[] {
  const { hidden, layers, headDim, heads, kvHeads } = config;
  const weight = (name: string) => tensors.get(name)!;
  const embedding = weight('model.embed_tokens.weight');
  let states = tokens.map((token) => [...embedding.subarray(token * hidden, (token + 1) * hidden)]);
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `model.layers.${layer}.${part}`;
    const project = (x: number[], part: string) => {
      const y = product(name(`${part}.weight`), x);
      const bias = tensors.get(name(`${part}.bias`));
      return bias ? y.map((value, i) => value + bias[i]!) : y;
    };
    const normed = states.map((x) => rmsNorm(x, weight(name('input_layernorm.weight')), config.normEps));
    const headsOf = (part: string, norm: string | null) =>
      normed.map((x, position) =>
        chunks(project(x, `self_attn.${part}_proj`), headDim).map((head) => {
          if (norm === null) return head;
          const weights = tensors.get(name(`self_attn.${norm}.weight`));
          return rotate(weights ? rmsNorm(head, weights, config.normEps) : head, position, config);
        }),
      );
    const [queries, keys, values] = [headsOf('q', 'q_norm'), headsOf('k', 'k_norm'), headsOf('v', null)];
    states = states.map((x, position) => {
      const mixed = Array.from({ length: heads }, (_, head) => {
        const group = Math.floor(head / (heads / kvHeads));
        const seen = keys.slice(0, position + 1);
        const weights = softmax(
          seen.map((key) => dot(queries[position]![head]!, key[group]!) / Math.sqrt(headDim)),
        );
        return Array.from({ length: headDim }, (_, d) =>
          dot(
            weights,
            seen.map((_, j) => values[j]![group]![d]!),
          ),
        );
      });
      return add(x, project(mixed.flat(), 'self_attn.o_proj'));
    });
    states = states.map((x) => {
      const y = rmsNorm(x, weight(name('post_attention_layernorm.weight')), config.normEps);
      const gate = project(y, 'mlp.gate_proj').map((value) => value / (1 + Math.exp(-value)));
      const up = project(y, 'mlp.up_proj');
      return add(
        x,
        project(
          gate.map((value, i) => value * up[i]!),
          'mlp.down_proj',
        ),
      );
    });
  }
  const last = rmsNorm(states.at(-1)!, weight('model.norm.weight'), config.normEps);
  return product(config.tiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight', last);
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

const add = (a: number[], b: number[]): number[] => a.map((value, i) => value + b[i]!);

/** W x, W [out, in] row-major. */
export function times(matrix: Float32Array, x: readonly number[]): number[] {
  return Array.from({ length: matrix.length / x.length }, (_, row) =>
    dot(matrix.subarray(row * x.length, (row + 1) * x.length), x),
  );
}

function rmsNorm(x: number[], weight: Float32Array, epsilon: number): number[] {
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
  return x.map((value, i) => value * scale * weight[i]!);
}

function softmax(scores: number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function rotate(head: number[], position: number, config: ModelConfig): number[] {
  const half = head.length / 2;
  const frequencies = ropeFrequencies(config);
  return head.map((value, i) => {
    const angle = position * frequencies[i % half]!;
    const other = i < half ? -head[i + half]! : head[i - half]!;
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

function chunks(values: number[], size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}
