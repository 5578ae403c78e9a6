import type { ModelConfig } from './config.js';
import type { OnnxGraph } from './onnx-graph.js';
import { ropeTables } from './rope.js';
import type { WeightFile } from './weight-file.js';

/** Rotary tables, as names in the graph. */
export interface RopeInputs {
  readonly cos: string;
  readonly sin: string;
}

export interface AttentionValues {
  /** [batch, length, heads · head_dim] */
  readonly output: string;
  /** [batch, kv_heads, 1, head_dim, length]: a token is a column, as in the cache. */
  readonly newKeys: string;
  /** [batch, kv_heads, 1, length, head_dim] */
  readonly newValues: string;
}

/** 1 / √head_dim, of softmax(q kᵀ / √head_dim). */
export function queryScale(config: ModelConfig): number {
  return 1 / Math.sqrt(config.headDim);
}

/**
 * The inputs of attention. The cache goes in and never comes out: only the new keys and values do, and the caller writes
 * them into the cache.
 *   `past_key_<layer>` [batch, kv_heads, 1, head_dim, past], `past_value_<layer>` [batch, kv_heads, 1, past, head_dim]
 *   `positions` [batch, length]: of the given tokens
 *   `mask` [batch, 1, 1, length, past + length], added to the scores: 0 where a token may look, very negative where the
 *     cache holds nothing or a later token stands
 *   `score_split` [2]: past and length
 */
export async function addAttentionInputs(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<RopeInputs> {
  graph.input('positions', 'int64', ['batch', 'length']);
  graph.input('mask', 'float32', ['batch', 1, 1, 'length', 'seen']);
  graph.input('score_split', 'int64', [2]);
  return addRopeTables(graph, file, config);
}

/** Rotary tables for every position: [positions, head_dim / 2]. */
export async function addRopeTables(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<RopeInputs> {
  const { cos, sin } = ropeTables(config, config.maxPositions);
  const dims = [config.maxPositions, config.headDim / 2];
  return {
    cos: graph.initializer(await file.add('rope.cos', 'float32', dims, cos)),
    sin: graph.initializer(await file.add('rope.sin', 'float32', dims, sin)),
  };
}

/**
 * `qkv`: [batch, length, (heads + 2 · kv_heads) · head_dim], not yet rotated; queries already multiplied by `queryScale`,
 * as the fast product of a vector and a matrix takes no factor.
 *
 * The past's scores come straight from the cache where it lies; those of the given tokens among themselves are appended
 * before the softmax. Every product has the cache on its right and not transposed, because that is the case in which
 * onnxruntime, given one token, reads the matrix as it lies, at memory speed, instead of repacking it:
 * [batch, kv_heads, group, length, head_dim] × [batch, kv_heads, 1, head_dim, past], then … length, past] × … past, head_dim].
 */
export function addAttention(
  graph: OnnxGraph,
  config: ModelConfig,
  { cos, sin }: RopeInputs,
  layer: number,
  qkv: string,
): AttentionValues {
  const { heads, kvHeads, headDim } = config;
  const pastKeys = graph.input(`past_key_${layer}`, 'float32', ['batch', kvHeads, 1, headDim, 'past']);
  const pastValues = graph.input(`past_value_${layer}`, 'float32', ['batch', kvHeads, 1, 'past', headDim]);
  const split = (value: string, ...sizes: number[]) =>
    graph.nodes('Split', [value, graph.shape(sizes)], sizes.length, { axis: 2 }) as [string, string];
  /** [batch, length, kv_heads · group · head_dim] in another order of [batch, length, kv_heads, group, head_dim]. */
  const perHead = (flat: string, group: number, perm: readonly number[]) =>
    graph.node('Transpose', [graph.node('Reshape', [flat, graph.shape([0, 0, kvHeads, group, headDim])])], {
      perm,
    });

  const [unrotated, valuesFlat] = split(qkv, (heads + kvHeads) * headDim, kvHeads * headDim);
  const rotated = graph.node('RotaryEmbedding', [unrotated, 'positions', cos, sin], {
    num_heads: heads + kvHeads,
  });
  const [queriesFlat, keysFlat] = split(rotated, heads * headDim, kvHeads * headDim);
  const queries = perHead(queriesFlat, heads / kvHeads, [0, 2, 3, 1, 4]);
  const newKeys = perHead(keysFlat, 1, [0, 2, 3, 4, 1]);
  const newValues = perHead(valuesFlat, 1, [0, 2, 3, 1, 4]);

  const scores = [pastKeys, newKeys].map((keys) => graph.node('MatMul', [queries, keys]));
  const masked = graph.node('Add', [graph.node('Concat', scores, { axis: 4 }), 'mask']);
  const weights = graph.node('Softmax', [masked], { axis: 4 });
  const [pastWeights, newWeights] = graph.nodes('Split', [weights, 'score_split'], 2, { axis: 4 });
  const mixed = graph.node('Add', [
    graph.node('MatMul', [pastWeights!, pastValues]),
    graph.node('MatMul', [newWeights!, newValues]),
  ]);
  const output = graph.node('Reshape', [
    graph.node('Transpose', [mixed], { perm: [0, 3, 1, 2, 4] }),
    graph.shape([0, 0, -1]),
  ]);
  return { output, newKeys, newValues };
}
