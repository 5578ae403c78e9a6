import type { Checkpoint } from './checkpoint.js';
import { transpose } from './matrix.js';
import { Rotation } from './rotation.js';

const EMBEDDING = 'model.embed_tokens.weight';
const LAST_NORM = 'model.norm.weight';

/**
 * The same model with its hidden states rotated (see `Rotation`): what reads them undoes it, what writes them does it, so
 * that nothing else changes. The weights of the norms go into the matrices behind them, whose inputs then have no place that
 * stands out. The head, which has the last norm in it, is no longer the embedding table.
 */
export function rotated(checkpoint: Checkpoint): Checkpoint {
  const { config } = checkpoint;
  const rotation = new Rotation(config.hidden);
  const read = async (name: string) => (await checkpoint.read(name)).slice();

  /** W diag(norm) Qᵀ, of a matrix that reads normalised states. */
  const reader = async (name: string, norm: string | null) => {
    const weights = await read(name);
    if (norm !== null) scaleColumns(weights, await read(norm));
    rotation.rotateRows(weights);
    return weights;
  };
  /** Q W, of a matrix whose result is added to the states. */
  const writer = async (name: string) => {
    const weights = await read(name);
    const inputs = weights.length / config.hidden;
    const columns = transpose(weights, config.hidden, inputs);
    rotation.rotateRows(columns);
    return transpose(columns, inputs, config.hidden);
  };

  return {
    ...checkpoint,
    blocks: undefined,
    config: { ...config, tiedHead: false },
    read: (name) => {
      if (name === EMBEDDING) return reader(name, null);
      if (name === 'lm_head.weight') return reader(config.tiedHead ? EMBEDDING : name, LAST_NORM);
      const [layer, part] = [name.replace(/\.(self_attn|mlp)\..*/, ''), name.split('.').at(-2)!];
      if (!name.endsWith('.weight')) return read(name);
      if (['q_proj', 'k_proj', 'v_proj'].includes(part))
        return reader(name, `${layer}.input_layernorm.weight`);
      if (['gate_proj', 'up_proj'].includes(part))
        return reader(name, `${layer}.post_attention_layernorm.weight`);
      if (['o_proj', 'down_proj'].includes(part)) return writer(name);
      const isNorm = name === LAST_NORM || /layernorm\.weight$/.test(name);
      return isNorm ? Promise.resolve(new Float32Array(config.hidden).fill(1)) : read(name);
    },
  };
}

function scaleColumns(matrix: Float32Array, factors: Float32Array): void {
  for (let i = 0; i < matrix.length; i++) matrix[i]! *= factors[i % factors.length]!;
}
