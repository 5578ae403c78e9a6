import { InputError } from '../../errors.js';
import { expectedTensors } from '../checkpoint.js';
import type { ModelConfig } from '../config.js';
import type { GgufHeader, TensorInfo } from './header.js';
import { ggufName } from './names.js';
import { blockType, floatType, SUPPORTED_TYPES, typeName } from './types.js';

/** Divisors of the rotary frequencies (Llama 3.1 and later), in place of `rope_scaling`. */
export const ROPE_DIVISORS = 'rope_freqs.weight';

/** Every tensor that the architecture needs is there, in a form that can be read, and none that does more. @throws InputError */
export function checkTensors({ path, metadata, tensors }: GgufHeader, config: ModelConfig): void {
  const known = new Set([ROPE_DIVISORS]);
  for (const [hubName, shape] of expectedTensors(config)) {
    const name = ggufName(hubName);
    known.add(name);
    const info = tensors.get(name);
    if (!info) throw metadata.refuse(`it lacks tensor ${name}`);
    checkTensor(path, info, shape);
  }
  const divisors = tensors.get(ROPE_DIVISORS);
  if (divisors) checkTensor(path, divisors, [config.headDim / 2]);
  const other = [...tensors.keys()].find((name) => !known.has(name));
  if (other) {
    throw metadata.refuse(
      `tensor ${other} is none of a plain ${config.modelType}; what it adds is not built here`,
    );
  }
}

function checkTensor(path: string, { name, type, shape }: TensorInfo, expected: readonly number[]): void {
  const refuse = (reason: string) => new InputError(`tensor ${name} of ${path} ${reason}`);
  if (shape.join() !== expected.join())
    throw refuse(`has shape [${shape}], and the file’s metadata say [${expected}]`);
  const blocks = blockType(type);
  if (!blocks && !floatType(type)) {
    throw refuse(
      `is of type ${typeName(type)}; ${SUPPORTED_TYPES.join(', ')} are supported: take another quantisation of the model`,
    );
  }
  if (blocks && shape.at(-1)! % blocks.values !== 0)
    throw refuse(`has rows of ${shape.at(-1)}, and ${blocks.name} comes in blocks of ${blocks.values}`);
}
