import type { Checkpoint } from './checkpoint.js';

/**
 * The same model with the feed-forwards' inner channels of like size: channel c of silu(gate) · up is divided by a factor, in
 * the rows of `up`, and multiplied by it again in the columns of `down` (SmoothQuant, arXiv 2211.10438, with α = ½). How large a
 * channel gets is foretold by the weights, |gate_c| · |up_c|, as they read vectors without direction (`rotated`).
 */
export function balanced(checkpoint: Checkpoint): Checkpoint {
  const { hidden, intermediate } = checkpoint.config;
  const factors = new Map<string, Promise<Float64Array>>();

  const factorsOf = async (layer: string): Promise<Float64Array> => {
    const [gate, up, down] = await Promise.all(
      ['gate', 'up', 'down'].map((part) => checkpoint.read(`${layer}.${part}_proj.weight`)),
    );
    return Float64Array.from({ length: intermediate }, (_, channel) => {
      const size = rowNorm(gate!, channel, hidden) * rowNorm(up!, channel, hidden);
      const largest = largestInColumn(down!, channel, intermediate);
      return size > 0 && largest > 0 ? Math.sqrt(size / largest) : 1; // a channel that is cut off stays so
    });
  };
  const knownFactors = (layer: string): Promise<Float64Array> => {
    if (!factors.has(layer)) factors.set(layer, factorsOf(layer));
    return factors.get(layer)!;
  };

  return {
    ...checkpoint,
    read: async (name) => {
      const weights = await checkpoint.read(name);
      const [, layer, part] = /^(.*\.mlp)\.(up|down)_proj\.weight$/.exec(name) ?? [];
      if (layer === undefined) return weights;
      const own = await knownFactors(layer);
      if (part === 'down') return weights.map((value, i) => value * own[i % intermediate]!);
      return weights.map((value, i) => value / own[Math.floor(i / hidden)]!);
    },
  };
}

function rowNorm(matrix: Float32Array, row: number, columns: number): number {
  let sum = 0;
  for (let i = row * columns; i < (row + 1) * columns; i++) sum += matrix[i]! ** 2;
  return Math.sqrt(sum);
}

function largestInColumn(matrix: Float32Array, column: number, columns: number): number {
  let largest = 0;
  for (let i = column; i < matrix.length; i += columns) largest = Math.max(largest, Math.abs(matrix[i]!));
  return largest;
}
