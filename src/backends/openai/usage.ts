/** How many tokens a request took, as a server tells it. */
export interface Usage {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens?: number;
  readonly cachedTokens?: number;
}

interface Told {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: unknown } | null;
}

const isCount = (value: unknown, most = Number.MAX_SAFE_INTEGER): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

/** Servers leave details out, or write null. */
const detail = <Name extends string>(name: Name, value: unknown, most?: number) =>
  isCount(value, most) ? ({ [name]: value } as { readonly [N in Name]: number }) : {};

/**
 * The counts that a server told of an answer with text in it; undefined where it told none, or what cannot be. A prompt
 * or an answer of 0 tokens is such (Ollama once told 0 for a prompt that its cache had).
 */
export function usageOf(told: unknown): Usage | undefined {
  const { prompt_tokens, completion_tokens, ...details } = (told ?? {}) as Told;
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return undefined;
  if (prompt_tokens === 0 || completion_tokens === 0) return undefined;
  return {
    promptTokens: prompt_tokens,
    outputTokens: completion_tokens,
    ...detail('reasoningTokens', details.completion_tokens_details?.reasoning_tokens),
    ...detail('cachedTokens', details.prompt_tokens_details?.cached_tokens, prompt_tokens),
  };
}
