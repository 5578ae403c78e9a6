import type { ScoredToken } from '../../generation.js';
import type { ServedModel } from '../served-model.js';
import { tokenizerOf } from './requests.js';

/** Writes tokens of one choice with their log-probabilities: all at once, or as they come. */
export type LogprobsWriter = (scores: readonly ScoredToken[]) => object;

type Written = (tokenId: number) => string;

const writing =
  (model: ServedModel): Written =>
  (tokenId) =>
    tokenizerOf(model).decode([tokenId], { skipSpecialTokens: false });

/** OpenAI's older form, that of completions: lists of the same length, a token at the same place in each. */
export function completionLogprobs(model: ServedModel): LogprobsWriter {
  const written = writing(model);
  let offset = 0;
  return (scores) => {
    const tokens = scores.map(({ tokenId }) => written(tokenId));
    return {
      tokens,
      token_logprobs: scores.map(({ logprob }) => logprob),
      top_logprobs: scores.map((score) => topOf(score, written)),
      text_offset: tokens.map((token) => {
        offset += token.length;
        return offset - token.length;
      }),
    };
  };
}

/** The likeliest by their text, and the token itself. Of two that read alike, the likelier counts. */
function topOf(
  { tokenId, logprob, likeliest }: ScoredToken,
  written: Written,
): Record<string, number> | null {
  if (logprob === null) return null;
  const all = [...likeliest, { tokenId, logprob }].sort((a, b) => a.logprob - b.logprob);
  return Object.fromEntries(all.map((one) => [written(one.tokenId), one.logprob]));
}

/** That of chats: an entry a token. */
export function chatLogprobs(model: ServedModel): LogprobsWriter {
  const written = writing(model);
  const entry = ({ tokenId, logprob }: Pick<ScoredToken, 'tokenId' | 'logprob'>) => {
    const token = written(tokenId);
    return { token, logprob, bytes: bytesOf(token) };
  };
  return (scores) => ({
    content: scores.map((score) => ({ ...entry(score), top_logprobs: score.likeliest.map(entry) })),
    refusal: null,
  });
}

/** Null for part of a character, which its text does not show. */
const bytesOf = (token: string): number[] | null =>
  token.includes('\uFFFD') ? null : [...Buffer.from(token)];
