import type { RequestParameter } from '../generation.js';

/** What routes call a parameter of the contract. Where a route knows several names, the first is meant. */
const FIELDS: Readonly<Partial<Record<RequestParameter, readonly string[]>>> = {
  prompt: ['prompt', 'prompts', 'messages'],
  maxNewTokens: ['max_new_tokens', 'max_completion_tokens', 'max_tokens'],
  forceLength: ['force_length', 'ignore_eos'],
  sampling: ['temperature'],
  temperature: ['temperature'],
  topK: ['top_k'],
  topP: ['top_p'],
  seed: ['seed'],
  stop: ['stop'],
  scores: ['logprobs'],
  deadlineMs: ['timeout_ms'],
};

/**
 * The field of a body to mend where a parameter of the contract was refused: of those that the route knows, the one that
 * was sent, else the first; null where none carries it.
 * @param known fields that the route knows
 */
export function fieldOf(
  parameter: string | undefined,
  known: readonly string[],
  body: unknown,
): string | null {
  const names = FIELDS[parameter as RequestParameter] ?? [];
  const possible = names.filter((name) => known.includes(name));
  const sent = possible.find((name) => (body as Record<string, unknown> | null)?.[name] != null);
  return sent ?? possible[0] ?? null;
}
