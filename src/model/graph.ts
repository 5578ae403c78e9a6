import { addAttention, addRopeTables } from './attention.js';
import type { Checkpoint } from './checkpoint.js';
import { addDecoder, addLogits, type BuildProgress, toModel } from './decoder.js';
import { evened } from './evened-checkpoint.js';
import { OnnxGraph } from './onnx-graph.js';
import type { ModelProto } from './onnx-schema.js';
import type { EngineDtype } from './runner.js';
import type { WeightFile } from './weight-file.js';

/** Raise it whenever the graph or its weights change: cached graphs of another version are rebuilt. */
export const GRAPH_VERSION = 16;

/**
 * One forward pass as the engine wants it, weights in `file`.
 *
 * Inputs: `tokens` [batch, length]; `past_key_<layer>` and `past_value_<layer>` [batch, kv_heads, capacity, head_dim];
 * `last_positions` [batch], each sequence's last, the given tokens included; `longest` [1], the most positions of any;
 * `output_rows` [rows], which of the batch × length positions go on to the output head; `candidates` [1], how many of
 * the best tokens to return. `length` is 1 or `batch` is.
 * Outputs: `end`, an empty sequence; `present_key_<layer>` and `present_value_<layer>`, as the past: given the past's own
 * memory, only the new tokens are written; `logits` [rows, vocabulary]; `ids` and `scores` [rows, candidates].
 */
export async function buildGraph(
  checkpoint: Checkpoint,
  dtype: EngineDtype,
  file: WeightFile,
  onProgress?: BuildProgress,
): Promise<ModelProto> {
  const { config, read } = dtype === 'int8' ? evened(checkpoint) : checkpoint;
  const graph = new OnnxGraph('decoder');
  const build =
    dtype === 'gguf'
      ? { graph, file, dtype: 'fp32' as const, config, read, blocks: checkpoint.blocks }
      : { graph, file, dtype, config, read };
  const tokens = graph.input('tokens', 'int32', ['batch', 'length']);
  const outputRows = graph.input('output_rows', 'int32', ['rows']);
  const candidates = graph.input('candidates', 'int64', [1]);
  const lengths = {
    last: graph.input('last_positions', 'int32', ['batch']),
    longest: graph.input('longest', 'int32', [1]),
  };
  graph.sequenceOutput('end', graph.node('SequenceEmpty', []));
  const rope = await addRopeTables(graph, file, config);

  const plane = ['batch', config.kvHeads, 'capacity', config.headDim];
  const attend = (layer: number, qkv: string) => {
    const past = {
      keys: graph.input(`past_key_${layer}`, 'float32', plane),
      values: graph.input(`past_value_${layer}`, 'float32', plane),
    };
    const { output, present } = addAttention(graph, config, rope, lengths, past, qkv);
    graph.output(`present_key_${layer}`, present.keys, 'float32', plane);
    graph.output(`present_value_${layer}`, present.values, 'float32', plane);
    return output;
  };
  const pick = (states: string, width: number) =>
    graph.node('Gather', [graph.node('Reshape', [states, graph.shape([-1, 1, width])]), outputRows]);
  const { hidden, table } = await addDecoder(build, tokens, attend, pick, onProgress);
  const head = await addLogits(build, hidden, table); // [rows, 1, vocabulary]
  const logits = graph.node('Reshape', [head, graph.shape([-1, config.vocab])]);
  const [scores, ids] = graph.nodes('TopK', [logits, candidates], 2, { axis: -1 });
  graph.output('logits', logits, 'float32', ['rows', config.vocab]);
  graph.output('scores', scores!, 'float32', ['rows', 'best']);
  graph.output('ids', graph.node('Cast', [ids!], { to: 6 }), 'int32', ['rows', 'best']);
  onProgress?.(config.layers + 1, config.layers + 1);
  return toModel(graph.build());
}
