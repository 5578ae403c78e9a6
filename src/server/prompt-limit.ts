import { InputError } from '../errors.js';
import type { GenerateRequest } from '../generation.js';
import type { ServedModel } from './served-model.js';

/** @throws InputError for the first prompt of more than `limit` tokens */
export function checkPromptLengths(
  prompts: readonly GenerateRequest['prompt'][],
  limit: number,
  countTokens: ServedModel['countTokens'],
): void {
  for (const prompt of prompts) {
    const tokens = tokensOf(prompt, limit, countTokens);
    if (tokens <= limit) continue;
    throw new InputError(`a prompt has ${tokens} tokens; at most ${limit}`, { parameter: 'prompt' });
  }
}

function tokensOf(
  prompt: GenerateRequest['prompt'],
  limit: number,
  countTokens: ServedModel['countTokens'],
): number {
  if (typeof prompt !== 'string') return prompt.length;
  // A token is at least one byte, special tokens apart: a short text need not be tokenised to know.
  if (countTokens === null || Buffer.byteLength(prompt) < limit) return 0;
  return countTokens(prompt);
}
