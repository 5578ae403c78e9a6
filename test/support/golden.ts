import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

/** A greedy continuation that PyTorch computed from the embedded model's weights (see its model card). */
export interface Golden {
  readonly prompt: string;
  readonly prompt_ids: number[];
  readonly greedy_ids: number[];
  readonly greedy_text: string;
  readonly ends_with_eos: boolean;
  readonly first_logits: number[];
}

export const modelFolder = join(checkoutRoot, 'data', 'models', 'storyteller');

export const golden: readonly Golden[] = JSON.parse(readFileSync(join(modelFolder, 'golden.json'), 'utf8'));
