/**
 * Weights whose perplexity is more than this many times float32's are damaged. llama.cpp's q4_0 of SmolLM2-135M, about the
 * coarsest that is in general use, came to 1.22; beyond that the weights are another model, and their speed is not this one's.
 */
export const DAMAGED_BEYOND = 1.25;

export const areDamaged = (perplexityRatio: number | null | undefined): boolean =>
  (perplexityRatio ?? 0) > DAMAGED_BEYOND;
