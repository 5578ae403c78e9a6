import type { FinishEvent } from '../../generation.js';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Tokens of a prompt and its answers, in the protocol's names. */
interface UsageCounts {
  /** Null while nobody knows. */
  readonly prompt: number | null;
  readonly completion: number;
}

/** How the tokens of one answer are counted. */
export interface UsageOptions {
  /** Choices of one prompt: its tokens are counted once. */
  readonly choicesPerPrompt: number;
  /** Nothing is cached where the model is ours; a server elsewhere may have a cache, which is not known here. */
  readonly cachesNothing: boolean;
}

/** The `usage` of an answer, or of a part of it. */
export function usageOf({ prompt, completion }: UsageCounts, { cachesNothing }: UsageOptions): object {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt === null ? null : prompt + completion,
    ...(cachesNothing && { prompt_tokens_details: { cached_tokens: 0 } }),
  };
}

/** The `usage` of a whole answer: choices in the protocol's order, prompt by prompt. */
export function totalUsage(finishes: readonly FinishEvent[], options: UsageOptions): object {
  const firsts = finishes.filter((_, index) => index % options.choicesPerPrompt === 0);
  const prompt = sum(firsts.map((finish) => finish.promptTokens));
  return usageOf({ prompt, completion: sum(finishes.map((finish) => finish.outputTokens)) }, options);
}
