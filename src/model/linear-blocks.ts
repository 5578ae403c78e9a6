import { addBlocks } from './block-product.js';
import type { Checkpoint } from './checkpoint.js';
import { addLinear } from './linear.js';
import { concat } from './matrix.js';
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
    concat(parts.map((part, i) => (scales[i] === 1 ? of(part) : of(part).map((v) => v * scales[i]!))));
  return {
    ...parts[0]!,
    values: Buffer.concat(parts.map(({ values }) => values)),
    scales: scaled((part) => part.scales),
    offsets: parts[0]!.offsets && scaled((part) => part.offsets!),
  };
}

async function addFloats(
  { graph, file, read }: StoredBuild,
  x: string,
  name: string,
  { parts, inputs }: StoredLayer,
  from: number,
  to: number,
): Promise<string> {
  const weightsOf = async ({ name, scale = 1 }: StoredLayer['parts'][number]) => {
    const values = await read(name);
    return scale === 1 ? values : values.map((value) => value * scale);
  };
  const weights = concat(await Promise.all(parts.slice(from, to).map(weightsOf)));
  return addLinear(graph, file, 'float', x, { name, weights, outputs: weights.length / inputs, inputs });
}
