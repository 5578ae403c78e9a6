import type { ModelDtype } from './runner.js';

/** A linear layer's place in a model: one of a layer, or the output head. */
export type LayerPart = 'qkv' | 'o' | 'gateUp' | 'down' | 'head';

/**
 * How y = x Wᵀ is computed. Each row of x is quantised by what that row holds alone, or not at all: what a request's tokens are
 * never depends on who shares its batch.
 *
 * float: float32.
 * int8-rows: weights in 8 bits with a scale for each output; each row of x in 8 bits with a scale by its largest value.
 * int8-blocks: weights in 8 bits with a scale for each block; x in 8 bits by the same blocks of each row. More accurate, and up
 *   to twice as slow in batches where there is no VNNI.
 * int4-blocks: the same with weights in 4 bits.
 */
export type ProductKind = 'float' | 'int8-rows' | 'int8-blocks' | 'int4-blocks';

/**
 * What a dtype makes of a linear layer. The inputs of the first and the last down projections peak most (SmolLM2: 80 times the
 * median row in layer 2, 12 times in layer 29): a fifth of them in blocks halves what all down projections lose. A head in 4 bits
 * would lose four tenths of what all other layers in 4 bits lose.
 */
export function productOf(dtype: ModelDtype, part: LayerPart, layer: number, layers: number): ProductKind {
  if (dtype === 'fp32') return 'float';
  if (dtype === 'int4') return part === 'head' ? 'int8-blocks' : 'int4-blocks';
  const ends = Math.ceil(layers / 10);
  const isAtAnEnd = layer < ends || layer >= layers - ends;
  return part === 'down' && isAtAnEnd ? 'int8-blocks' : 'int8-rows';
}
