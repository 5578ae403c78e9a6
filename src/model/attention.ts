import type { ModelConfig } from './config.js';
import { OnnxGraph } from './onnx-graph.js';
import { ropeTables } from './rope.js';
import type { WeightFile } from './weight-file.js';

/**
 * Attention of one layer. The cache goes in and never comes out: only the new keys and values do, and the caller
 * writes them into the cache. Inputs:
 *   `past_key_<layer>`, `past_value_<layer>` [batch, kv_heads, past, head_dim]
 *   `is_prefill` [1] chooses between two ways to the same result.
 * Prefill (one sequence, many tokens): `past_length`, `total_length` [1] as int64 and int32 …; the past may be longer
 *   than the sequence, what is behind `past_length` is ignored.
 * Decode (many sequences, one token each): `positions` [batch, 1]; `past_mask` [batch, 1, 1, past], added to the
 *   scores: 0 where the cache holds a token, very negative where it does not.
 */
export interface AttentionInputs {
  readonly cos: string;
  readonly sin: string;
}

export interface AttentionValues {
  /** [batch, length, heads · head_dim] */
  readonly output: string;
  /** [batch, kv_heads, length, head_dim] */
  readonly newKeys: string;
  readonly newValues: string;
}

export async function addAttentionInputs(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<AttentionInputs> {
  graph.input('is_prefill', 'bool', [1]);
  graph.input('positions', 'int64', ['batch', 'length']);
  graph.input('past_mask', 'float32', ['batch', 1, 1, 'past']);
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

/** `qkv`: [batch, length, (heads + 2 · kv_heads) · head_dim], heads before the rotation. */
export function addAttention(
  graph: OnnxGraph,
  config: ModelConfig,
  inputs: AttentionInputs,
  layer: number,
  qkv: string,
): AttentionValues {
  const dims = ['batch', config.kvHeads, 'past', config.headDim];
  const pastKeys = graph.input(`past_key_${layer}`, 'float32', dims);
  const pastValues = graph.input(`past_value_${layer}`, 'float32', dims);
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
  const [output, keys, values] = graph.nodes(
    'GroupQueryAttention',
    [qkv, '', '', pastKeys, pastValues, 'last_position', 'total_length', cos, sin],
    3,
    { num_heads: config.heads, kv_num_heads: config.kvHeads, do_rotary: 1 },
  );
  const newRows = (all: string) => graph.node('Slice', [all, 'new_from', 'new_to', graph.shape([2])]);
  return finish(graph, config, output!, newRows(keys!), newRows(values!));
}

/**
 * The past's scores come straight from the cache where it lies; the new token's one score is appended before the
 * softmax. The heads of a group are rows of one product, so nothing is transposed or repeated:
 * [batch, kv_heads, group, head_dim] × [batch, kv_heads, past, head_dim]ᵀ.
 */
function decodeBranch(
  config: ModelConfig,
  { parent, qkv, pastKeys, pastValues, cos, sin }: Parts,
): OnnxGraph {
  const { heads, kvHeads, headDim } = config;
  const graph = new OnnxGraph('decode', parent);
  const [plain, newValuesFlat] = graph.nodes(
    'Split',
    [qkv, graph.shape([(heads + kvHeads) * headDim, kvHeads * headDim])],
    2,
    { axis: 2 },
  );
  const rotated = graph.node('RotaryEmbedding', [plain!, 'positions', cos, sin], {
    num_heads: heads + kvHeads,
  });
  const [queriesFlat, newKeysFlat] = graph.nodes(
    'Split',
    [rotated, graph.shape([heads * headDim, kvHeads * headDim])],
    2,
    { axis: 2 },
  );
  const queries = graph.node('Reshape', [queriesFlat!, graph.shape([0, kvHeads, -1, headDim])]);
  const newKeys = graph.node('Reshape', [newKeysFlat!, graph.shape([0, kvHeads, 1, headDim])]);
  const newValues = graph.node('Reshape', [newValuesFlat!, graph.shape([0, kvHeads, 1, headDim])]);

  const scaled = { transB: 1, alpha: 1 / Math.sqrt(headDim) };
  const pastScores = graph.node('Add', [graph.node('FusedMatMul', [queries, pastKeys], scaled), 'past_mask']);
  const newScore = graph.node('FusedMatMul', [queries, newKeys], scaled);
  const weights = graph.node('Softmax', [graph.node('Concat', [pastScores, newScore], { axis: 3 })], {
    axis: 3,
  });
  const last = graph.shape([-1]);
  const axis = graph.shape([3]);
  const pastWeights = graph.node('Slice', [weights, graph.shape([0]), last, axis]);
  const newWeight = graph.node('Slice', [weights, last, graph.shape([2 ** 31]), axis]);
  const output = graph.node('Add', [
    graph.node('MatMul', [pastWeights, pastValues]),
    graph.node('Mul', [newWeight, newValues]),
  ]);
  return finish(graph, config, graph.node('Reshape', [output, graph.shape([0, 1, -1])]), newKeys, newValues);
}

function finish(
  graph: OnnxGraph,
  config: ModelConfig,
  output: string,
  newKeys: string,
  newValues: string,
): OnnxGraph {
  const rows = ['batch', config.kvHeads, 'length', config.headDim];
  const prefix = output; // unique in the model, so that the two branches of every layer do not share names
  graph.output(`${prefix}.output`, output, 'float32', ['batch', 'length', config.heads * config.headDim]);
  graph.output(`${prefix}.new_keys`, newKeys, 'float32', rows);
  graph.output(`${prefix}.new_values`, newValues, 'float32', rows);
  return graph;
}
