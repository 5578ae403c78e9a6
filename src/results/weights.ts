/**
 * Weights whose perplexity is more than this many times float32's, or float32's this many times theirs, are damaged.
 * llama.cpp's q4_0 of SmolLM2-135M, about the coarsest that is in general use, came to 1.22; beyond that the weights are
 * another model, and their speed is not this one's. Both ways, as a text that a model knows nothing of can read better to
 * weights that say nothing at all.
 */
const DAMAGED_BEYOND = 1.25;

export const areDamaged = (perplexityRatio: number | null | undefined): boolean =>
  Math.abs(Math.log(perplexityRatio ?? 1)) > Math.log(DAMAGED_BEYOND);

/** "0.8 to 1.25" */
export const SOUND_RATIOS = `${1 / DAMAGED_BEYOND} to ${DAMAGED_BEYOND}`;
