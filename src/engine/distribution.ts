import type { StepOutput } from '../model/runner.js';

/** The tokens to choose among: ids most likely first, or, with null ids, the whole vocabulary in order of id. */
export interface Candidates {
  readonly ids: Int32Array | null;
  readonly logits: Float32Array;
}

/** Row `row`'s `topK` best candidates, or its whole vocabulary where `topK` is absent. */
export function candidatesOf(output: StepOutput, row: number, topK: number | undefined): Candidates {
  const rows = output.tokenIds.length;
  if (topK !== undefined) {
    const width = output.candidateIds.length / rows;
    const [start, end] = [row * width, row * width + Math.min(topK, width)];
    return {
      ids: output.candidateIds.subarray(start, end),
      logits: output.candidateLogits.subarray(start, end),
    };
  }
  const logits = output.logits!;
  const vocab = logits.length / rows;
  return { ids: null, logits: logits.subarray(row * vocab, (row + 1) * vocab) };
}

/** Probabilities exp(logit / temperature) / Σ, with the greatest logit subtracted first so that nothing overflows. */
export function softmax(logits: Float32Array, temperature: number): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) greatest = Math.max(greatest, logit);
  const out = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.exp((logits[i]! - greatest) / temperature);
    sum += out[i]!;
  }
  for (let i = 0; i < out.length; i++) out[i]! /= sum;
  return out;
}

/**
 * Nucleus of Holtzman et al. 2020: indices of the smallest set of most likely tokens whose probabilities sum to at
 * least p, most likely first, ties by index. Tokens below (1 − p) / n sum to less than 1 − p, so none of them is ever
 * needed: leaving them out first spares sorting a whole vocabulary.
 */
export function nucleus(probabilities: Float64Array, p: number): number[] {
  const floor = (1 - p) / probabilities.length;
  const likely: number[] = [];
  for (const [index, probability] of probabilities.entries()) if (probability >= floor) likely.push(index);
  likely.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  let sum = 0;
  let size = 0;
  while (size < likely.length && sum < p) sum += probabilities[likely[size++]!]!;
  return likely.slice(0, size);
}
