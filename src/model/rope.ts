import type { ModelConfig } from './config.js';

/** Rotary tables [positions, headDim / 2], row-major. */
export interface RopeTables {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/** Su et al., RoFormer (arXiv:2104.09864), in the half-split order of Hugging Face's Llama. */
export function ropeTables(config: ModelConfig, positions: number): RopeTables {
  const frequencies = ropeFrequencies(config);
  const half = frequencies.length;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      // float32 products, as the models were trained with
      const angle = Math.fround(position * Math.fround(frequencies[i]!));
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/** Radians per position of each pair of dimensions: [headDim / 2]. */
export function ropeFrequencies(config: ModelConfig): number[] {
  const half = config.headDim / 2;
  const plain = Array.from({ length: half }, (_, i) => config.ropeTheta ** (-i / half));
  if (config.ropeDivisors) return plain.map((frequency, i) => frequency / config.ropeDivisors![i]!);
  return config.ropeScaling ? plain.map((frequency) => stretch(frequency, config.ropeScaling!)) : plain;
}

/** Llama 3.1: long wavelengths are stretched by `factor`, short ones kept, those between blended (transformers, `_compute_llama3_parameters`). */
function stretch(frequency: number, scaling: NonNullable<ModelConfig['ropeScaling']>): number {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < originalMaxPositions / highFreqFactor) return frequency;
  if (wavelength > originalMaxPositions / lowFreqFactor) return frequency / factor;
  const smooth = (originalMaxPositions / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}
