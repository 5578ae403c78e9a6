import type { FinishEvent } from '../../generation.js';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Tokens of a prompt and its answers. */
interface Counts {
  /** Null while nobody knows. */
  readonly prompt: number | null;
  readonly completion: number;
  /** Of the prompt's, those that a cache had; absent where nobody tells. */
  readonly cached?: number;
  /** Of the answers', those that were thought; absent where nobody tells. */
  readonly reasoning?: number;
}

/** How the tokens of one answer are counted. */
export interface UsageOptions {
  /** Choices of one prompt: its tokens are counted once. */
  readonly choicesPerPrompt: number;
  /** Nothing is cached where the model is ours; a server elsewhere may have a cache, and may tell. */
  readonly cachesNothing: boolean;
}

/** The `usage` of an answer, or of a part of it. */
export function usageOf({ prompt, completion, ...told }: Counts, { cachesNothing }: UsageOptions): object {
  const cached = cachesNothing ? 0 : told.cached;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt === null ? null : prompt + completion,
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(told.reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: told.reasoning } }),
  };
}

/** The `usage` of a whole answer: choices in the protocol's order, prompt by prompt. */
export function totalUsage(finishes: readonly FinishEvent[], options: UsageOptions): object {
  const firsts = finishes.filter((_, index) => index % options.choicesPerPrompt === 0);
  const counts = {
    prompt: sumTold(firsts.map(({ promptTokens }) => promptTokens ?? undefined)) ?? null,
    completion: sum(finishes.map(({ outputTokens }) => outputTokens)),
    cached: sumTold(firsts.map(({ cachedTokens }) => cachedTokens)),
    reasoning: sumTold(finishes.map(({ reasoningTokens }) => reasoningTokens)),
  };
  return usageOf(counts, options);
}

/** Undefined where one is: what is missing cannot be added. */
function sumTold(counts: readonly (number | undefined)[]): number | undefined {
  const told = counts.filter((count) => count !== undefined);
  return told.length === counts.length ? sum(told) : undefined;
}
