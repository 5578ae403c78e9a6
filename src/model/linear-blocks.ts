import type { Checkpoint } from './checkpoint.js';
import { addLinear } from './linear.js';
import type { OnnxGraph } from './onnx-graph.js';
import type { WeightBlocks } from './weight-blocks.js';
import type { WeightFile } from './weight-file.js';

/** A linear layer that is stored in one or several matrices, one below the other. */
export interface StoredLayer {
  readonly name: string;
  /** Names of the matrices in the checkpoint, and what each is multiplied by. */
  readonly parts: readonly { readonly name: string; readonly scale?: number }[];
  readonly inputs: number;
  /** [out] of all parts together. */
  readonly bias?: Float32Array;
}

/** What a layer is built into, and out of. */
export interface StoredBuild {
  readonly graph: OnnxGraph;
  readonly file: WeightFile;
  readonly read: Checkpoint['read'];
  readonly blocks?: Checkpoint['blocks'];
}

/**
 * y = x Wᵀ + b with the weights as the checkpoint has them, in blocks; null where it has none of the parts so. Parts of one
 * kind share a product; where the kinds differ, the results are put side by side. x: [batch, length, inputs].
 */
export async function addStored(build: StoredBuild, x: string, layer: StoredLayer): Promise<string | null> {
  const { graph, file } = build;
  const parts = await Promise.all(layer.parts.map(({ name }) => build.blocks?.(name) ?? null));
  if (parts.every((part) => part === null)) return null;
  const products: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const kind = kindOf(parts[from]!);
    let to = from + 1;
    while (to < parts.length && kindOf(parts[to]!) === kind) to++;
    const scales = layer.parts.slice(from, to).map(({ scale = 1 }) => scale);
    const name = layer.parts.length === 1 ? layer.name : `${layer.name}.${from}`;
    const blocks = parts.slice(from, to);
    products.push(
      blocks[0] === null
        ? await addFloats(build, x, name, layer, from, to)
        : await addBlocks(graph, file, x, name, layer.inputs, joinRows(blocks as WeightBlocks[], scales)),
    );
    from = to;
  }
  const product = products.length === 1 ? products[0]! : graph.node('Concat', products, { axis: -1 });
  if (!layer.bias) return product;
  const bias = await file.add(`${layer.name}.bias`, 'float32', [layer.bias.length], layer.bias);
  return graph.node('Add', [product, graph.initializer(bias)]);
}

const kindOf = (blocks: WeightBlocks | null): string =>
  blocks ? `${blocks.bits}/${blocks.blockSize}/${blocks.offsets !== null}` : 'float';

/** Matrices of one kind, one below the other. */
function joinRows(parts: readonly WeightBlocks[], scales: readonly number[]): WeightBlocks {
  const scaled = (of: (part: WeightBlocks) => Float32Array) =>
    joinFloats(parts.map((part, i) => (scales[i] === 1 ? of(part) : of(part).map((v) => v * scales[i]!))));
  return {
    ...parts[0]!,
    values: Buffer.concat(parts.map(({ values }) => values)),
    scales: scaled((part) => part.scales),
    offsets: parts[0]!.offsets && scaled((part) => part.offsets!),
  };
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

async function addFloats(
  { graph, file, read }: StoredBuild,
  x: string,
  name: string,
  { parts, inputs }: StoredLayer,
  from: number,
  to: number,
): Promise<string> {
  const read1 = async ({ name, scale = 1 }: StoredLayer['parts'][number]) => {
    const values = await read(name);
    return scale === 1 ? values : values.map((value) => value * scale);
  };
  const weights = joinFloats(await Promise.all(parts.slice(from, to).map(read1)));
  return addLinear(graph, file, 'fp32', x, { name, weights, outputs: weights.length / inputs, inputs });
}

/**
 * `accuracy_level` 1: activations stay float32, so that the only thing lost is what the file has lost. onnxruntime (1.30) has
 * fast float kernels for 4 bits alone: 8 bits become twice 4.
 */
async function addBlocks(
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

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column]!;
  return result;
}
