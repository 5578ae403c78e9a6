import { BackendError } from '../../errors.js';
import type { FinishReason, GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import type { Usage } from './usage.js';

/** What has come of an answer. */
export interface Received {
  readonly text: string;
  readonly pieces: number;
}

/**
 * Counts for a server that gives none, or such as cannot be. Pieces of text are no tokens; for a request that was cut
 * short they are the least that was made.
 * @param told the server's `usage`, as it stands there
 * @throws BackendError for a whole answer, without its tokenizer
 */
export function countHere(
  tokenizer: Tokenizer | null,
  { prompt }: GenerateRequest,
  { text, pieces }: Received,
  reason: FinishReason,
  told: unknown,
): Usage {
  const cut = reason === 'cancelled' || reason === 'deadline';
  if (!tokenizer && !cut) {
    const gives =
      told === undefined
        ? 'no token counts (usage)'
        : `token counts that cannot be (usage ${JSON.stringify(told).slice(0, 120)})`;
    throw new BackendError(`the server gives ${gives}: name its tokenizer with --tokenizer FOLDER`);
  }
  return {
    promptTokens: typeof prompt === 'string' ? (tokenizer?.encode(prompt).length ?? 0) : prompt.length,
    outputTokens: tokenizer?.encode(text, { addSpecialTokens: false }).length ?? pieces,
  };
}
