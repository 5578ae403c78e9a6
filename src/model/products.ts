import type { ModelDtype } from './runner.js';

/** A linear layer's place in a model. */
export type LayerPart = 'qkv' | 'o' | 'gateUp' | 'down' | 'head';

/**
 * How y = x Wᵀ is computed. Each row of x is quantised by what that row holds alone, or not at all: what a request's tokens are
 * never depends on who shares its batch.
 *
 * float: float32.
 * int8-even: weights in 8 bits with a scale for each output. x must be even: rows of root mean square 1 in which no place
 *   stands out (`rotated`), quantised with one fixed step.
 * int8-rows: the same weights; each row of x is quantised by its largest value.
 * int8-blocks: weights in 8 bits with a scale for each block; x in 8 bits by the same blocks of each row. The most accurate, and
 *   up to twice as slow in batches.
 * int4-blocks: the same with weights in 4 bits.
 */
export type ProductKind = 'float' | 'int8-even' | 'int8-rows' | 'int8-blocks' | 'int4-blocks';

const allOf = (kind: ProductKind) => ({ qkv: kind, o: kind, gateUp: kind, down: kind, head: kind });

/**
 * What a dtype does with each layer. Where a down projection's input peaks (SwiGLU multiplies two activations; in SmolLM2 up to
 * 80 times the median row), 8 bits a row lose as much as all the rest together: 16.34 of perplexity instead of 16.19, float32
 * being 16.07. A head in 4 bits costs as much as a third of all other layers in 4 bits.
 */
export const PRODUCTS: Readonly<Record<ModelDtype, Readonly<Record<LayerPart, ProductKind>>>> = {
  fp32: allOf('float'),
  int8: { qkv: 'int8-even', o: 'int8-rows', gateUp: 'int8-even', down: 'int8-blocks', head: 'int8-rows' },
  int4: { ...allOf('int4-blocks'), head: 'int8-blocks' },
};
