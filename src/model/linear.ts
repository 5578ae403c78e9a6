import type { OnnxGraph } from './onnx-graph.js';
import { blockInt4, INT4_BLOCK, perChannelInt8 } from './quantize.js';
import type { ModelDtype } from './runner.js';
import type { WeightFile } from './weight-file.js';

/** A linear layer's weights, [out, in] row-major, and its bias, [out]. */
export interface LinearWeights {
  readonly name: string;
  readonly weights: Float32Array;
  readonly outputs: number;
  readonly inputs: number;
  readonly bias?: Float32Array;
}

/** y = x Wᵀ + b, with the weights in the form that onnxruntime multiplies fastest for the dtype. Returns y's name. */
export async function addLinear(
  graph: OnnxGraph,
  file: WeightFile,
  dtype: ModelDtype,
  x: string,
  layer: LinearWeights,
): Promise<string> {
  const bias = layer.bias
    ? graph.initializer(await file.add(`${layer.name}.bias`, 'float32', [layer.outputs], layer.bias))
    : '';
  return ADD[dtype](graph, file, x, layer, bias);
}

type AddLinear = (
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  layer: LinearWeights,
  bias: string,
) => Promise<string>;

const ADD: Record<ModelDtype, AddLinear> = { fp32: addFloat, int8: addInt8, int4: addInt4 };

async function addFloat(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  layer: LinearWeights,
  bias: string,
): Promise<string> {
  const { name, outputs, inputs } = layer;
  const values = transpose(layer.weights, outputs, inputs);
  const product = graph.node('MatMul', [
    x,
    graph.initializer(await file.add(name, 'float32', [inputs, outputs], values)),
  ]);
  return bias ? graph.node('Add', [product, bias]) : product;
}

/** Activations are quantised on the fly, one scale for the whole input; weights have one scale per output. */
async function addInt8(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  layer: LinearWeights,
  bias: string,
): Promise<string> {
  const { name, outputs, inputs } = layer;
  const { values, scales } = perChannelInt8(layer.weights, outputs, inputs);
  const weights = graph.initializer(await file.add(name, 'int8', [inputs, outputs], values));
  const scale = graph.initializer(await file.add(`${name}.scale`, 'float32', [outputs], scales));
  return graph.node('DynamicQuantizeMatMul', bias ? [x, weights, scale, '', bias] : [x, weights, scale]);
}

/** `accuracy_level` 4: activations are quantised to int8 in blocks, so that the products are integer ones. */
async function addInt4(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  layer: LinearWeights,
  bias: string,
): Promise<string> {
  const { name, outputs, inputs } = layer;
  const { values, scales } = blockInt4(layer.weights, outputs, inputs);
  const blocks = scales.length / outputs;
  const weights = graph.initializer(await file.add(name, 'uint8', [outputs, blocks, INT4_BLOCK / 2], values));
  const scale = graph.initializer(await file.add(`${name}.scale`, 'float32', [outputs * blocks], scales));
  const product = graph.node('MatMulNBits', [x, weights, scale], {
    K: inputs,
    N: outputs,
    bits: 4,
    block_size: INT4_BLOCK,
    accuracy_level: 4,
  });
  return bias ? graph.node('Add', [product, bias]) : product;
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = matrix[row * columns + column]!;
  }
  return out;
}
