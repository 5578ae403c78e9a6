import type { BackendInfo } from '../generation.js';
import { log } from '../logging.js';
import { areDamaged, SOUND_RATIOS } from '../results/weights.js';

type Weights = Pick<BackendInfo, 'modelId' | 'dtype' | 'perplexityRatio' | 'perplexityNote'>;

/** What a user should know of the weights before the numbers come; null: nothing. */
export function weightsWarning({
  modelId,
  dtype,
  perplexityRatio = null,
  perplexityNote = null,
}: Weights): string | null {
  if (perplexityRatio === null) return perplexityNote;
  if (!areDamaged(perplexityRatio)) return null;
  return `the ${dtype} weights of ${modelId} are damaged: perplexity ${perplexityRatio.toFixed(2)} of float32's, not within ${SOUND_RATIOS}; every row is flagged`;
}

const warned = new Set<string>();

/** Says so once, however many processes load them. */
export function warnOfWeights(weights: Weights): void {
  const warning = weightsWarning(weights);
  if (warning === null || warned.has(warning)) return;
  warned.add(warning);
  log.warn(warning);
}
