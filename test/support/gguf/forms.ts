import type { ModelDtype } from '../../../src/model/runner.js';
import { type BlockType, F32, Q4_0, Q8_0 } from './blocks.js';

/** The types in which a GGUF file stores a model's matrices. */
export interface GgufForm {
  readonly name: string;
  readonly layers: BlockType;
  /** Of the embedding and the head, which often are one. */
  readonly head: BlockType;
}

export const allIn = (type: BlockType): GgufForm => ({ name: type.name, layers: type, head: type });

export const F32_FORM = allIn(F32);

/** llama.cpp's forms that are closest to each of our dtypes. A head in four bits costs much; llama-quantize makes it q8_0. */
export const LLAMA_CPP_FORMS: Record<ModelDtype, readonly GgufForm[]> = {
  fp32: [F32_FORM],
  int8: [allIn(Q8_0)],
  int4: [
    { name: 'q4_0', layers: Q4_0, head: Q8_0 },
    { ...allIn(Q4_0), name: 'q4_0-pure' },
  ],
};
