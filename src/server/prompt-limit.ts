import { InputError } from '../errors.js';
import type { GenerateRequest } from '../generation.js';
import type { ServedModel } from './served-model.js';

/** @throws InputError for the first prompt of more than `limit` tokens */
export function checkPromptLengths(
  prompts: readonly GenerateRequest['prompt'][],
  limit: number,
  tokenizer: ServedModel['tokenizer'],
): void {
  for (const prompt of prompts) {
    const tokens = tokensOf(prompt, limit, tokenizer);
    if (tokens <= limit) continue;
    throw new InputError(`a prompt has ${tokens} tokens; at most ${limit}`, { parameter: 'prompt' });
  }
}

function tokensOf(
  prompt: GenerateRequest['prompt'],
  limit: number,
  tokenizer: ServedModel['tokenizer'],
): number {
  if (typeof prompt !== 'string') return prompt.length;
  // A token is at least one byte, special tokens apart: a short text need not be tokenised to know.
  if (tokenizer === null || Buffer.byteLength(prompt) < limit) return 0;
  return tokenizer.encode(prompt).length;
}
