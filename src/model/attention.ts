import type { ModelConfig } from './config.js';
import type { OnnxGraph } from './onnx-graph.js';
import { ropeTables } from './rope.js';
import type { WeightFile } from './weight-file.js';

/** Rotary tables, as names in the graph: [positions, head_dim / 2]. */
export interface RopeTables {
  readonly cos: string;
  readonly sin: string;
}

/** 1 / √head_dim, of softmax(q kᵀ / √head_dim). */
export function queryScale(config: ModelConfig): number {
  return 1 / Math.sqrt(config.headDim);
}

/** Rotary tables for every position. */
export async function addRopeTables(
  graph: OnnxGraph,
  file: WeightFile,
  config: ModelConfig,
): Promise<RopeTables> {
  const { cos, sin } = ropeTables(config, config.maxPositions);
  const dims = [config.maxPositions, config.headDim / 2];
  return {
    cos: graph.initializer(await file.add('rope.cos', 'float32', dims, cos)),
    sin: graph.initializer(await file.add('rope.sin', 'float32', dims, sin)),
  };
}

/** [batch, kv_heads, capacity, head_dim] each. */
export interface KeyValuePlanes {
  readonly keys: string;
  readonly values: string;
}

export interface SequenceLengths {
  /** int32 [batch]: each sequence's last position, the given tokens included. */
  readonly last: string;
  /** int32 [1]: the most positions of any. */
  readonly longest: string;
}

/**
 * onnxruntime's GroupQueryAttention, which rotates queries and keys, appends keys and values to the past and attends, all
 * in one operator. `qkv`: [batch, length, (heads + 2 · kv_heads) · head_dim], queries already multiplied by `queryScale`.
 * `output`: [batch, length, heads · head_dim]. Where there is more than one token, `batch` must be 1.
 */
export function addAttention(
  graph: OnnxGraph,
  config: ModelConfig,
  { cos, sin }: RopeTables,
  { last, longest }: SequenceLengths,
  past: KeyValuePlanes,
  qkv: string,
): { output: string; present: KeyValuePlanes } {
  const [output, keys, values] = graph.nodes(
    'GroupQueryAttention',
    [qkv, '', '', past.keys, past.values, last, longest, cos, sin],
    3,
    { num_heads: config.heads, kv_num_heads: config.kvHeads, do_rotary: 1, scale: 1 },
  );
  return { output: output!, present: { keys: keys!, values: values! } };
}
