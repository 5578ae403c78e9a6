import type { GenerateRequest } from '../generation.js';
import { HttpError } from './http-error.js';
import type { ServedModel } from './served-model.js';

/** @throws HttpError 400 for the first prompt of more than `limit` tokens */
export function checkPromptLengths(
  prompts: readonly GenerateRequest['prompt'][],
  limit: number,
  countTokens: ServedModel['countTokens'],
): void {
  for (const prompt of prompts) {
    const tokens = tokensOf(prompt, limit, countTokens);
    if (tokens <= limit) continue;
    throw new HttpError(400, 'prompt_too_long', `a prompt has ${tokens} tokens; at most ${limit}`, 'prompt');
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
