import { BackendError } from '../../errors.js';
import type { FinishReason, GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import type { Usage } from './answer-reader.js';

/** What has come of an answer. */
export interface Received {
  readonly text: string;
  readonly pieces: number;
}

/**
 * Counts for a server that gives none. Pieces of text are no tokens; for a request that was cut short they are the
 * least that was made.
 * @throws BackendError for a whole answer, without its tokenizer
 */
export function countHere(
  tokenizer: Tokenizer | null,
  { prompt }: GenerateRequest,
  { text, pieces }: Received,
  reason: FinishReason,
): Usage {
  const cut = reason === 'cancelled' || reason === 'deadline';
  if (!tokenizer && !cut) {
    throw new BackendError(
      'the server gives no token counts (usage): name its tokenizer with --tokenizer FOLDER',
    );
  }
  return {
    promptTokens: typeof prompt === 'string' ? (tokenizer?.encode(prompt).length ?? 0) : prompt.length,
    outputTokens: tokenizer?.encode(text, { addSpecialTokens: false }).length ?? pieces,
  };
}
