import { transpose } from './matrix.js';
import type { OnnxGraph } from './onnx-graph.js';
import type { WeightBlocks } from './weight-blocks.js';
import type { WeightFile } from './weight-file.js';

/**
 * y = x Wᵀ with W as it is stored. `accuracy_level` 1: activations stay float32, so that the only thing lost is what the file has lost. onnxruntime (1.30) has
 * fast float kernels for 4 bits alone: 8 bits become twice 4.
 */
export async function addBlocks(
  graph: OnnxGraph,
  file: WeightFile,
  x: string,
  name: string,
  inputs: number,
  blocks: WeightBlocks,
): Promise<string> {
  const { blockSize, offsets } = blocks;
  const perRow = inputs / blockSize;
  const outputs = blocks.scales.length / perRow;
  const halves = blocks.bits === 8;
  const { values, scales, zeroPoints } = halves
    ? splitBytes(blocks, perRow)
    : { ...blocks, zeroPoints: null };
  const columns = halves ? 2 * perRow : perRow;
  const add = async (
    kind: string,
    type: 'uint8' | 'float32',
    dims: number[],
    data: Uint8Array | Float32Array,
  ) => graph.initializer(await file.add(`${name}.${kind}`, type, dims, data));
  const given = [
    halves ? graph.node('Concat', [x, x], { axis: -1 }) : x,
    await add('blocks', 'uint8', [outputs, columns, blockSize / 2], values),
    await add('scale', 'float32', [outputs * columns], scales),
  ];
  if (zeroPoints) given.push(await add('zero', 'uint8', [zeroPoints.length], zeroPoints));
  const sizes = { K: columns * blockSize, N: outputs, bits: 4, block_size: blockSize, accuracy_level: 1 };
  const product = graph.node('MatMulNBits', given, sizes);
  if (!offsets) return product;
  const transposed = transpose(offsets, outputs, perRow);
  return addOffsets(
    graph,
    x,
    product,
    perRow,
    blockSize,
    await add('offset', 'float32', [perRow, outputs], transposed),
  );
}

/** product + Σ over blocks of (Σ of the block's inputs) · offset. */
function addOffsets(
  graph: OnnxGraph,
  x: string,
  product: string,
  blocks: number,
  blockSize: number,
  offsets: string,
): string {
  const perBlock = graph.node('Reshape', [x, graph.shape([0, 0, blocks, blockSize])]);
  const sums = graph.node('ReduceSum', [perBlock, graph.shape([3])], { keepdims: 0 });
  return graph.node('Add', [product, graph.node('MatMul', [sums, offsets])]);
}

/**
 * q − 128 = 16 · (high half − 8) + low half: each row's blocks of high halves, with 16 times the scale, then those of low halves,
 * whose zero point is 0.
 */
function splitBytes({ values, scales, blockSize }: WeightBlocks, perRow: number) {
  const rows = scales.length / perRow;
  const half = (perRow * blockSize) / 2;
  const split = new Uint8Array(values.length);
  const both = new Float32Array(2 * scales.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < half; i++) {
      const first = values[2 * (row * half + i)]!;
      const second = values[2 * (row * half + i) + 1]!;
      split[2 * row * half + i] = (first >> 4) | (second & 0xf0);
      split[(2 * row + 1) * half + i] = (first & 15) | ((second & 15) << 4);
    }
    for (let block = 0; block < perRow; block++) {
      const scale = scales[row * perRow + block]!;
      both[2 * row * perRow + block] = 16 * scale;
      both[(2 * row + 1) * perRow + block] = scale;
    }
  }
  return { values: split, scales: both, zeroPoints: zeroPointsOf(rows, perRow) };
}

/** 8 for the first half of each row's blocks, 0 for the second: two a byte, the earlier in the low half. */
function zeroPointsOf(rows: number, perRow: number): Uint8Array {
  const row = new Uint8Array(perRow);
  for (let block = 0; block < perRow; block++) row[block >> 1]! |= 8 << (4 * (block & 1));
  const points = new Uint8Array(rows * perRow);
  for (let i = 0; i < rows; i++) points.set(row, i * perRow);
  return points;
}
