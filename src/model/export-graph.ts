import { addAttention, addRopeTables, type KeyValuePlanes } from './attention.js';
import type { Checkpoint } from './checkpoint.js';
import type { ModelConfig } from './config.js';
import { type Attend, addDecoder, addLogits, type Build, type BuildProgress, toModel } from './decoder.js';
import { evened } from './evened-checkpoint.js';
import { OnnxGraph } from './onnx-graph.js';
import type { ModelProto } from './onnx-schema.js';
import type { ModelDtype } from './runner.js';
import type { WeightFile } from './weight-file.js';

/**
 * plain: products, a mask and a softmax, as Optimum exports them; left padding is honoured.
 * gqa: onnxruntime's GroupQueryAttention, as its model builder exports; batches must not be padded on the left.
 */
export type ExportAttention = 'plain' | 'gqa';

/**
 * One forward pass with the inputs and outputs that transformers.js expects of a decoder: `input_ids`, `attention_mask`,
 * `position_ids`, `past_key_values.*` in, `logits` and `present.*` (past and new together) out. Weights, fused products and
 * norms are those of the engine's graph; only attention differs. `num_logits_to_keep`: as transformers.js defines it.
 */
export async function buildExportGraph(
  checkpoint: Checkpoint,
  dtype: ModelDtype,
  attention: ExportAttention,
  file: WeightFile,
  onProgress?: BuildProgress,
): Promise<ModelProto> {
  const { config, read } = dtype === 'int8' ? evened(checkpoint) : checkpoint;
  const graph = new OnnxGraph('decoder');
  const build = { graph, file, dtype, config, read };
  const tokens = graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  graph.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  if (attention === 'plain') graph.input('position_ids', 'int64', ['batch_size', 'sequence_length']);
  const keep = graph.input('num_logits_to_keep', 'int64', []);
  const attend = attention === 'plain' ? await plainAttention(build) : await groupQueryAttention(build);
  const from = graph.node('Unsqueeze', [graph.node('Neg', [keep]), graph.shape([0])]); // −0 is the start: all
  const pick = (states: string) =>
    graph.node('Slice', [states, from, graph.shape([2 ** 31]), graph.shape([1])]);
  const { hidden, table } = await addDecoder(build, tokens, attend, pick, onProgress);
  const logits = await addLogits(build, hidden, table);
  graph.output('logits', logits, 'float32', ['batch_size', 'kept_sequence_length', config.vocab]);
  onProgress?.(config.layers + 1, config.layers + 1);
  return toModel(graph.build());
}

function addPast(graph: OnnxGraph, config: ModelConfig, layer: number): KeyValuePlanes {
  const dims = ['batch_size', config.kvHeads, 'past_sequence_length', config.headDim];
  const add = (kind: string) => graph.input(`past_key_values.${layer}.${kind}`, 'float32', dims);
  return { keys: add('key'), values: add('value') };
}

function addPresent(graph: OnnxGraph, config: ModelConfig, layer: number, present: KeyValuePlanes): void {
  const dims = ['batch_size', config.kvHeads, 'total_sequence_length', config.headDim];
  graph.output(`present.${layer}.key`, present.keys, 'float32', dims);
  graph.output(`present.${layer}.value`, present.values, 'float32', dims);
}

async function groupQueryAttention({ graph, file, config }: Build): Promise<Attend> {
  const rope = await addRopeTables(graph, file, config);
  const int32 = (value: string) => graph.node('Cast', [value], { to: 6 });
  const counts = graph.node('ReduceSum', ['attention_mask', graph.shape([1])], { keepdims: 0 });
  const lengths = {
    last: int32(graph.node('Sub', [counts, graph.shape([1])])),
    longest: int32(graph.node('Shape', ['attention_mask'], { start: 1, end: 2 })),
  };
  return (layer, qkv) => {
    const past = addPast(graph, config, layer);
    const { output, present } = addAttention(graph, config, rope, lengths, past, qkv);
    addPresent(graph, config, layer, present);
    return output;
  };
}

async function plainAttention({ graph, file, config }: Build): Promise<Attend> {
  const { heads, kvHeads, headDim } = config;
  const { cos, sin } = await addRopeTables(graph, file, config);
  const bias = addMask(graph);
  const reshape = (value: string, shape: readonly number[]) =>
    graph.node('Reshape', [value, graph.shape(shape)]);
  const split = (value: string, ...sizes: number[]) =>
    graph.nodes('Split', [value, graph.shape(sizes)], sizes.length, { axis: 2 });
  const perHead = (value: string) =>
    graph.node('Transpose', [reshape(value, [0, 0, kvHeads, headDim])], { perm: [0, 2, 1, 3] });
  return (layer, qkv) => {
    const past = addPast(graph, config, layer);
    const [unrotated, newValues] = split(qkv, (heads + kvHeads) * headDim, kvHeads * headDim);
    const rotated = graph.node('RotaryEmbedding', [unrotated!, 'position_ids', cos, sin], {
      num_heads: heads + kvHeads,
    });
    const [queries, newKeys] = split(rotated, heads * headDim, kvHeads * headDim);
    const keys = graph.node('Concat', [past.keys, perHead(newKeys!)], { axis: 2 });
    const values = graph.node('Concat', [past.values, perHead(newValues!)], { axis: 2 });
    const groups = reshape(queries!, [0, 0, kvHeads, heads / kvHeads, headDim]);
    const byHead = graph.node('Transpose', [groups], { perm: [0, 2, 3, 1, 4] }); // [batch, kv_heads, group, length, head_dim]
    const rows = (value: string) => graph.node('Unsqueeze', [value, graph.shape([2])]);
    const scores = graph.node('FusedMatMul', [byHead, rows(keys)], { transB: 1, alpha: 1 });
    const weights = graph.node('Softmax', [graph.node('Add', [scores, bias])], { axis: 4 });
    const mixed = graph.node('Transpose', [graph.node('MatMul', [weights, rows(values)])], {
      perm: [0, 3, 1, 2, 4],
    });
    addPresent(graph, config, layer, { keys, values });
    return reshape(mixed, [0, 0, heads * headDim]);
  };
}

/** [batch, 1, 1, length, total]: 0 where a token may look, −1e9 ahead of it and at padding. */
function addMask(graph: OnnxGraph): string {
  const sizeOf = (value: string) =>
    graph.node('Squeeze', [graph.node('Shape', [value], { start: 1, end: 2 })]);
  const scalar = (name: string, value: bigint) => graph.constant(name, 'int64', [], BigInt64Array.of(value));
  const total = sizeOf('attention_mask');
  const positions = graph.node('Range', [scalar('zero', 0n), total, scalar('one', 1n)]);
  const first = graph.node('Sub', [total, sizeOf('input_ids')]);
  const own = graph.node('Range', [first, total, 'one']);
  const ahead = graph.node('Greater', [
    graph.node('Unsqueeze', [positions, graph.shape([0])]),
    graph.node('Unsqueeze', [own, graph.shape([1])]),
  ]); // [length, total]
  const padding = graph.node('Unsqueeze', [
    graph.node('Equal', ['attention_mask', 'zero']),
    graph.shape([1, 2, 3]),
  ]);
  const hidden = graph.node('Or', [ahead, padding]);
  return graph.node('Where', [
    hidden,
    graph.constant('masked', 'float32', [], Float32Array.of(-1e9)),
    graph.constant('seen', 'float32', [], Float32Array.of(0)),
  ]);
}
