import { transpose } from './matrix.js';
import type { OnnxGraph } from './onnx-graph.js';
import type { ProductKind } from './products.js';
import { blockInt4, blockInt8, INT4_BLOCK, INT8_BLOCK, perChannelInt8 } from './quantize.js';
import type { WeightFile } from './weight-file.js';

/** A linear layer's weights, [out, in] row-major, and its bias, [out]. */
export interface LinearWeights {
  readonly name: string;
  readonly weights: Float32Array;
  readonly outputs: number;
  readonly inputs: number;
  readonly bias?: Float32Array;
}

/** y = x Wᵀ + b, with the weights in the form that onnxruntime multiplies fastest for the kind of product. Returns y's name. */
export async function addLinear(
  graph: OnnxGraph,
  file: WeightFile,
  kind: ProductKind,
  x: string,
  layer: LinearWeights,
): Promise<string> {
  const product = await ADD[kind](graph, file, x, layer);
  if (!layer.bias) return product;
  const bias = await file.add(`${layer.name}.bias`, 'float32', [layer.outputs], layer.bias);
  return graph.node('Add', [product, graph.initializer(bias)]);
}

type AddProduct = (graph: OnnxGraph, file: WeightFile, x: string, layer: LinearWeights) => Promise<string>;

const ADD: Record<ProductKind, AddProduct> = {
  float: addFloat,
  'int8-rows': addInt8,
  'int8-blocks': (graph, file, x, layer) => addBlocks(graph, file, x, layer, 8),
  'int4-blocks': (graph, file, x, layer) => addBlocks(graph, file, x, layer, 4),
};

async function addFloat(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  { name, weights, outputs, inputs }: LinearWeights,
): Promise<string> {
  const values = transpose(weights, outputs, inputs);
  return graph.node('MatMul', [
    x,
    graph.initializer(await file.add(name, 'float32', [inputs, outputs], values)),
  ]);
}

/**
 * Each row of x divided by its largest magnitude, quantised with the same step for all, and the result multiplied by that
 * magnitude. In a row of zeros 0 / 0 becomes some integer, times 0.
 */
async function addInt8(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  { name, weights, outputs, inputs }: LinearWeights,
): Promise<string> {
  const { values, scales } = perChannelInt8(weights, outputs, inputs);
  const largest = graph.node('ReduceMax', [graph.node('Abs', [x]), graph.shape([-1])], { keepdims: 1 });
  const step = graph.constant('int8_step', 'float32', [], Float32Array.of(1 / 127));
  const zero = graph.constant('int8_zero', 'uint8', [], Uint8Array.of(128));
  const product = graph.node('MatMulIntegerToFloat', [
    graph.node('QuantizeLinear', [graph.node('Div', [x, largest]), step, zero]),
    graph.initializer(await file.add(name, 'int8', [inputs, outputs], values)),
    step,
    graph.initializer(await file.add(`${name}.scale`, 'float32', [outputs], scales)),
    zero,
  ]);
  return graph.node('Mul', [product, largest]);
}

/** `accuracy_level` 4: activations are quantised to int8 in blocks, so that the products are integer ones. */
async function addBlocks(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  { name, weights, outputs, inputs }: LinearWeights,
  bits: 4 | 8,
): Promise<string> {
  const blockSize = bits === 4 ? INT4_BLOCK : INT8_BLOCK;
  const { values, scales } = (bits === 4 ? blockInt4 : blockInt8)(weights, outputs, inputs);
  const blocks = scales.length / outputs;
  const dims = [outputs, blocks, (blockSize * bits) / 8];
  return graph.node(
    'MatMulNBits',
    [
      x,
      graph.initializer(await file.add(name, 'uint8', dims, values)),
      graph.initializer(await file.add(`${name}.scale`, 'float32', [outputs * blocks], scales)),
    ],
    { K: inputs, N: outputs, bits, block_size: blockSize, accuracy_level: 4 },
  );
}
