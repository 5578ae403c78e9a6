import type { GenerateRequest, GenerationEvent } from '../../generation.js';
import type { ServedModel } from '../served-model.js';
import type { CompletionBody } from './bodies.js';
import { totalUsage, type UsageOptions, usageOf } from './usage.js';

/** What a chunk says of usage, to be spread into it. */
export type ChunkUsage = (index: number, event: GenerationEvent | null) => { usage?: object | null };

/**
 * The `usage` in the chunks before the last: none where it was not asked for; null for who asked for it (OpenAI); what
 * there is so far for who asked for that, too (vLLM's `continuous_usage_stats`). Event null: nothing has been made.
 */
export function chunkUsage(
  asked: CompletionBody['stream_options'],
  prompts: readonly GenerateRequest['prompt'][],
  tokenizer: ServedModel['tokenizer'],
  options: UsageOptions,
): ChunkUsage {
  if (!asked?.include_usage) return () => ({});
  if (!asked.continuous_usage_stats) return () => ({ usage: null });
  const counts = prompts.map((prompt) => promptTokens(prompt, tokenizer));
  return (index, event) => {
    if (event?.kind === 'finish') {
      return { usage: totalUsage([event], { ...options, choicesPerPrompt: 1 }) };
    }
    return { usage: usageOf({ prompt: counts[index]!, completion: event ? event.index + 1 : 0 }, options) };
  };
}

/** Before the model says it, at the end; null where the tokenizer is not here. */
function promptTokens(prompt: GenerateRequest['prompt'], tokenizer: ServedModel['tokenizer']): number | null {
  if (typeof prompt !== 'string') return prompt.length;
  return tokenizer ? tokenizer.encode(prompt).length : null;
}
