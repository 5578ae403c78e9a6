import type { Sampling } from '../generation.js';
import type { StepOptions, StepOutput } from '../model/runner.js';
import type { Random } from '../workload/random.js';
import { candidatesOf, nucleus, softmax } from './distribution.js';

/** Chooses one sequence's next tokens, with that sequence's own random numbers: what runs beside it changes nothing. */
export interface Sampler {
  /** What a step must return for this sampler to choose from. */
  readonly needs: StepOptions;
  /** The token for row `row` of the step's output. */
  pick(output: StepOutput, row: number): number;
}

const greedy: Sampler = { needs: {}, pick: (output, row) => output.tokenIds[row]! };

/**
 * Greedy at temperature 0 (the default). Else temperature, then top-k, then top-p, as Hugging Face orders them.
 * @param vocab tokens of the vocabulary: a larger top-k is all of them.
 */
export function createSampler(sampling: Sampling | undefined, vocab: number, random: Random): Sampler {
  if (!sampling || sampling.temperature === 0) return greedy;
  const { temperature, topP = 1 } = sampling;
  const topK = sampling.topK !== undefined && sampling.topK < vocab ? sampling.topK : undefined;
  return {
    needs: topK === undefined ? { logits: true } : { candidates: topK },
    pick(output, row) {
      const { ids, logits } = candidatesOf(output, row, topK);
      const probabilities = softmax(logits, temperature);
      const order = topP < 1 ? nucleus(probabilities, topP) : undefined;
      const chosen = draw(probabilities, order, random());
      return ids ? ids[chosen]! : chosen;
    },
  };
}

/** Index drawn by inverse transform: the first whose cumulative probability exceeds `uniform` × the whole mass. */
function draw(probabilities: Float64Array, order: readonly number[] | undefined, uniform: number): number {
  const indices = order ?? probabilities.keys();
  let mass = 1;
  if (order) mass = order.reduce((sum, index) => sum + probabilities[index]!, 0);
  let left = uniform * mass;
  let last = 0;
  for (const index of indices) {
    left -= probabilities[index]!;
    last = index;
    if (left < 0) break;
  }
  return last;
}
