import type { ModelConfig } from './config.js';
import { OnnxGraph } from './onnx-graph.js';
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
  /** [batch, kv_heads, 1, head_dim, length]: transposed, see `decodeBranch`. */
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
 *   `is_prefill` [1] chooses between two ways to the same result:
 * Prefill, of one sequence: `last_position` [1] and `total_length` [1] are the position of the last given token and the
 *   tokens with it, `new_from` and `new_to` [1] the positions of the first and behind the last. The past may be longer
 *   than the sequence; what is behind it is ignored.
 * Decode, of one token for each of many sequences: `positions` [rows, 1]; `past_mask` [rows, 1, 1, 1, past], added to
 *   the scores: 0 where the cache holds a token, very negative where it does not; `past_split` [2]: past and 1.
 */
export async function addAttentionInputs(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<RopeInputs> {
  graph.input('is_prefill', 'bool', [1]);
  graph.input('positions', 'int64', ['rows', 1]);
  graph.input('past_mask', 'float32', ['rows', 1, 1, 1, 'past']);
  graph.input('past_split', 'int64', [2]);
  graph.input('last_position', 'int32', [1]);
  graph.input('total_length', 'int32', [1]);
  graph.input('new_from', 'int64', [1]);
  graph.input('new_to', 'int64', [1]);
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
 */
export function addAttention(
  graph: OnnxGraph,
  config: ModelConfig,
  rope: RopeInputs,
  layer: number,
  qkv: string,
): AttentionValues {
  const { kvHeads, headDim } = config;
  const pastKeys = graph.input(`past_key_${layer}`, 'float32', ['batch', kvHeads, 1, headDim, 'past']);
  const pastValues = graph.input(`past_value_${layer}`, 'float32', ['batch', kvHeads, 1, 'past', headDim]);
  const parts = { ...rope, parent: graph, qkv, pastKeys, pastValues };
  const [output, newKeys, newValues] = graph.nodes('If', ['is_prefill'], 3, {
    then_branch: prefillBranch(config, parts),
    else_branch: decodeBranch(config, parts),
  });
  return { output: output!, newKeys: newKeys!, newValues: newValues! };
}

interface Parts extends RopeInputs {
  readonly parent: OnnxGraph;
  readonly qkv: string;
  readonly pastKeys: string;
  readonly pastValues: string;
}

/** onnxruntime's own operator: rotation, causal mask and online softmax in one; its copy of the cache is one sequence's, and dropped at once. */
function prefillBranch(
  config: ModelConfig,
  { parent, qkv, pastKeys, pastValues, cos, sin }: Parts,
): OnnxGraph {
  const graph = new OnnxGraph('prefill', parent);
  const withoutGroup = (past: string) => graph.node('Squeeze', [past, graph.shape([2])]);
  const rowByRow = graph.node('Transpose', [withoutGroup(pastKeys)], { perm: [0, 1, 3, 2] });
  const [output, keys, values] = graph.nodes(
    'GroupQueryAttention',
    [qkv, '', '', rowByRow, withoutGroup(pastValues), 'last_position', 'total_length', cos, sin],
    3,
    { num_heads: config.heads, kv_num_heads: config.kvHeads, do_rotary: 1, scale: 1 },
  );
  const newRows = (all: string) => graph.node('Slice', [all, 'new_from', 'new_to', graph.shape([2])]);
  const withGroup = (rows: string) => graph.node('Unsqueeze', [rows, graph.shape([2])]);
  const newKeys = graph.node('Transpose', [newRows(keys!)], { perm: [0, 1, 3, 2] });
  return finish(graph, config, output!, withGroup(newKeys), withGroup(newRows(values!)));
}

/**
 * The past's scores come straight from the cache where it lies; the new token's one score is appended before the
 * softmax. Every product is one of a vector and a matrix with the vector on the left and the matrix not transposed, because
 * that is the case in which onnxruntime reads the matrix as it lies, at memory speed, instead of repacking it:
 * [batch, kv_heads, group, 1, head_dim] × [batch, kv_heads, 1, head_dim, past], then … 1, past] × … past, head_dim].
 */
function decodeBranch(
  config: ModelConfig,
  { parent, qkv, pastKeys, pastValues, cos, sin }: Parts,
): OnnxGraph {
  const { heads, kvHeads, headDim } = config;
  const graph = new OnnxGraph('decode', parent);
  const reshape = (value: string, shape: readonly number[]) =>
    graph.node('Reshape', [value, graph.shape(shape)]);
  const split = (value: string, ...sizes: number[]) =>
    graph.nodes('Split', [value, graph.shape(sizes)], sizes.length, { axis: 2 }) as [string, string];
  const [unrotated, valuesFlat] = split(qkv, (heads + kvHeads) * headDim, kvHeads * headDim);
  const rotated = graph.node('RotaryEmbedding', [unrotated, 'positions', cos, sin], {
    num_heads: heads + kvHeads,
  });
  const [queriesFlat, keysFlat] = split(rotated, heads * headDim, kvHeads * headDim);
  const queries = reshape(queriesFlat, [0, kvHeads, heads / kvHeads, 1, headDim]);
  const newKeys = reshape(keysFlat, [0, kvHeads, 1, headDim, 1]);
  const newValues = reshape(valuesFlat, [0, kvHeads, 1, 1, headDim]);

  const pastScores = graph.node('Add', [graph.node('MatMul', [queries, pastKeys]), 'past_mask']);
  const newScore = graph.node('MatMul', [queries, newKeys]);
  const weights = graph.node('Softmax', [graph.node('Concat', [pastScores, newScore], { axis: 4 })], {
    axis: 4,
  });
  const [pastWeights, newWeight] = graph.nodes('Split', [weights, 'past_split'], 2, { axis: 4 });
  const output = graph.node('Add', [
    graph.node('MatMul', [pastWeights!, pastValues]),
    graph.node('Mul', [newWeight!, newValues]),
  ]);
  return finish(graph, config, reshape(output, [0, 1, -1]), newKeys, newValues);
}

function finish(
  graph: OnnxGraph,
  config: ModelConfig,
  output: string,
  newKeys: string,
  newValues: string,
): OnnxGraph {
  const { heads, kvHeads, headDim } = config;
  const prefix = output; // unique in the model, so that the branches of the layers do not share names
  graph.output(`${prefix}.output`, output, 'float32', ['batch', 'length', heads * headDim]);
  graph.output(`${prefix}.new_keys`, newKeys, 'float32', ['batch', kvHeads, 1, headDim, 'length']);
  graph.output(`${prefix}.new_values`, newValues, 'float32', ['batch', kvHeads, 1, 'length', headDim]);
  return graph;
}
