import type { ModelConfig } from './config.js';
import { OnnxGraph } from './onnx-graph.js';
import { ropeTables } from './rope.js';
import type { WeightFile } from './weight-file.js';

/**
 * Attention of one layer. The cache goes in and never comes out: only the new keys and values do, and the caller
 * writes them into the cache. Inputs:
 *   `past_key_<layer>` [batch, kv_heads, 1, head_dim, past], `past_value_<layer>` [batch, kv_heads, 1, past, head_dim]
 *   `is_prefill` [1] chooses between two ways to the same result:
 * Prefill, of one sequence: `last_position` [1] and `total_length` [1] are the position of the last given token and the
 *   tokens with it, `new_from` and `new_to` [1] the positions of the first and behind the last. The past may be longer
 *   than the sequence; what is behind it is ignored.
 * Decode, of one token for each of many sequences: `positions` [batch, 1]; `past_mask` [batch, 1, 1, 1, past], added to
 *   the scores: 0 where the cache holds a token, very negative where it does not.
 */
export interface AttentionInputs {
  readonly cos: string;
  readonly sin: string;
}

export interface AttentionValues {
  /** [batch, length, heads · head_dim] */
  readonly output: string;
  /** [batch, kv_heads, head_dim, length]: transposed, see `decodeBranch`. */
  readonly newKeys: string;
  /** [batch, kv_heads, length, head_dim] */
  readonly newValues: string;
}

/** 1 / √head_dim, of softmax(q kᵀ / √head_dim). */
export function queryScale(config: ModelConfig): number {
  return 1 / Math.sqrt(config.headDim);
}

export async function addAttentionInputs(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<AttentionInputs> {
  graph.input('is_prefill', 'bool', [1]);
  graph.input('positions', 'int64', ['batch', 'length']);
  graph.input('past_mask', 'float32', ['batch', 1, 1, 1, 'past']);
  graph.input('last_position', 'int32', ['batch']);
  graph.input('total_length', 'int32', [1]);
  graph.input('new_from', 'int64', [1]);
  graph.input('new_to', 'int64', [1]);
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
  inputs: AttentionInputs,
  layer: number,
  qkv: string,
): AttentionValues {
  const { kvHeads, headDim } = config;
  const pastKeys = graph.input(`past_key_${layer}`, 'float32', ['batch', kvHeads, 1, headDim, 'past']);
  const pastValues = graph.input(`past_value_${layer}`, 'float32', ['batch', kvHeads, 1, 'past', headDim]);
  const parts = { ...inputs, parent: graph, qkv, pastKeys, pastValues };
  const [output, newKeys, newValues] = graph.nodes('If', ['is_prefill'], 3, {
    then_branch: prefillBranch(config, parts),
    else_branch: decodeBranch(config, parts),
  });
  return { output: output!, newKeys: newKeys!, newValues: newValues! };
}

interface Parts extends AttentionInputs {
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
  const newKeys = graph.node('Transpose', [newRows(keys!)], { perm: [0, 1, 3, 2] });
  return finish(graph, config, output!, newKeys, newRows(values!));
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
  const [unrotated, values] = split(qkv, (heads + kvHeads) * headDim, kvHeads * headDim);
  const rotated = graph.node('RotaryEmbedding', [unrotated, 'positions', cos, sin], {
    num_heads: heads + kvHeads,
  });
  const [queriesFlat, keys] = split(rotated, heads * headDim, kvHeads * headDim);
  const queries = reshape(queriesFlat, [0, kvHeads, heads / kvHeads, 1, headDim]);

  const pastScores = graph.node('Add', [graph.node('MatMul', [queries, pastKeys]), 'past_mask']);
  const newScore = graph.node('MatMul', [queries, reshape(keys, [0, kvHeads, 1, headDim, 1])]);
  const weights = graph.node('Softmax', [graph.node('Concat', [pastScores, newScore], { axis: 4 })], {
    axis: 4,
  });
  const last = graph.shape([-1]);
  const axis = graph.shape([4]);
  const pastWeights = graph.node('Slice', [weights, graph.shape([0]), last, axis]);
  const newWeight = graph.node('Slice', [weights, last, graph.shape([2 ** 31]), axis]);
  const output = graph.node('Add', [
    graph.node('MatMul', [pastWeights, pastValues]),
    graph.node('Mul', [newWeight, reshape(values, [0, kvHeads, 1, 1, headDim])]),
  ]);
  return finish(
    graph,
    config,
    reshape(output, [0, 1, -1]),
    reshape(keys, [0, kvHeads, headDim, 1]),
    reshape(values, [0, kvHeads, 1, headDim]),
  );
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
  graph.output(`${prefix}.new_keys`, newKeys, 'float32', ['batch', kvHeads, headDim, 'length']);
  graph.output(`${prefix}.new_values`, newValues, 'float32', ['batch', kvHeads, 'length', headDim]);
  return graph;
}
