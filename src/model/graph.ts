import { addAttention, addAttentionInputs } from './attention.js';
import type { Checkpoint } from './checkpoint.js';
import { addDecoder, addLogits, type BuildProgress, toModel } from './decoder.js';
import { OnnxGraph } from './onnx-graph.js';
import type { ModelProto } from './onnx-schema.js';
import type { ModelDtype } from './runner.js';
import type { WeightFile } from './weight-file.js';

/** Raise it whenever the graph or its weights change: cached graphs of another version are rebuilt. */
export const GRAPH_VERSION = 10;

/**
 * One forward pass as the engine wants it, weights in `file`.
 *
 * Inputs beside those of attention: `tokens` [batch, length]; `output_rows` [rows], which of the batch × length
 * positions go on to the output head; `candidates` [1], how many of the best tokens to return.
 * Outputs: `new_keys` [batch, layers · kv_heads, 1, head_dim, length] and `new_values` [batch, layers · kv_heads, 1,
 * length, head_dim], those of the given tokens; `logits` [rows, vocabulary]; `ids` and `scores` [rows, candidates].
 */
export async function buildGraph(
  checkpoint: Checkpoint,
  dtype: ModelDtype,
  file: WeightFile,
  onProgress?: BuildProgress,
): Promise<ModelProto> {
  const { config, read } = checkpoint;
  const { layers, kvHeads, headDim } = config;
  const graph = new OnnxGraph('decoder');
  const build = { graph, file, dtype, config, read };
  const tokens = graph.input('tokens', 'int32', ['batch', 'length']);
  const outputRows = graph.input('output_rows', 'int32', ['rows']);
  const candidates = graph.input('candidates', 'int64', [1]);
  const rope = await addAttentionInputs(graph, file, config);

  const newKeys: string[] = [];
  const newValues: string[] = [];
  const attend = (layer: number, qkv: string) => {
    const attention = addAttention(graph, config, rope, layer, qkv);
    newKeys.push(attention.newKeys);
    newValues.push(attention.newValues);
    return attention.output;
  };
  const { hidden, table } = await addDecoder(build, tokens, attend, onProgress);
  const states = graph.node('Reshape', [hidden, graph.shape([-1, config.hidden])]);
  const logits = await addLogits(build, graph.node('Gather', [states, outputRows]), table);
  const [scores, ids] = graph.nodes('TopK', [logits, candidates], 2, { axis: -1 });
  const stack = (parts: string[]) => graph.node('Concat', parts, { axis: 1 });
  graph.output('new_keys', stack(newKeys), 'float32', ['batch', layers * kvHeads, 1, headDim, 'length']);
  graph.output('new_values', stack(newValues), 'float32', ['batch', layers * kvHeads, 1, 'length', headDim]);
  graph.output('logits', logits, 'float32', ['rows', config.vocab]);
  graph.output('scores', scores!, 'float32', ['rows', 'best']);
  graph.output('ids', graph.node('Cast', [ids!], { to: 6 }), 'int32', ['rows', 'best']);
  onProgress?.(layers + 1, layers + 1);
  return toModel(graph.build());
}
