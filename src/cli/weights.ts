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

/** Says what `weightsWarning` says: each thing once, however many processes load the weights. */
export function weightsWarner(): (weights: Weights) => void {
  const told = new Set<string>();
  return (weights) => {
    const warning = weightsWarning(weights);
    if (warning === null || told.has(warning)) return;
    told.add(warning);
    log.warn(warning);
  };
}
