import type { Completion, FinishEvent, GenerateRequest, ScoredToken } from '../../generation.js';
import type { ServedModel, ServedTokenizer } from '../served-model.js';
import type { CompletionBody } from './bodies.js';
import { tokenizerOf } from './requests.js';

/** A choice of a completion as it is answered. */
export interface Choice {
  readonly text: string;
  readonly finish: FinishEvent;
  readonly logprobs?: object;
}

type Asked = Pick<CompletionBody, 'echo' | 'logprobs' | 'max_tokens'>;

/**
 * The choice that was asked for: the prompt before its answer, and every token's log-probability. Whoever asks for no
 * token gets none: the model made one, as it cannot make fewer.
 */
export function choiceOf(
  made: Completion,
  prompt: GenerateRequest['prompt'],
  { echo, logprobs, max_tokens }: Asked,
  model: ServedModel,
): Choice {
  const { text, finish } = max_tokens === 0 ? withoutAnswer(made) : made;
  const scores = finish.scores?.slice(
    echo ? 0 : finish.promptTokens,
    finish.promptTokens + finish.outputTokens,
  );
  return {
    text: echo ? textOf(prompt, model) + text : text,
    finish,
    ...(logprobs != null && scores && { logprobs: logprobsOf(scores, tokenizerOf(model)) }),
  };
}

const withoutAnswer = ({ finish }: Completion): Pick<Completion, 'text' | 'finish'> => ({
  text: '',
  finish: { ...finish, reason: finish.reason === 'stop' ? 'length' : finish.reason, outputTokens: 0 },
});

function textOf(prompt: GenerateRequest['prompt'], model: ServedModel): string {
  return typeof prompt === 'string'
    ? prompt
    : tokenizerOf(model).decode([...prompt], { skipSpecialTokens: false });
}

/** OpenAI's older form, that of completions: lists of the same length, a token at the same place in each. */
function logprobsOf(scores: readonly ScoredToken[], tokenizer: ServedTokenizer): object {
  const written = (tokenId: number) => tokenizer.decode([tokenId], { skipSpecialTokens: false });
  const tokens = scores.map(({ tokenId }) => written(tokenId));
  let offset = 0;
  return {
    tokens,
    token_logprobs: scores.map(({ logprob }) => logprob),
    top_logprobs: scores.map((score) => topOf(score, written)),
    text_offset: tokens.map((token) => {
      offset += token.length;
      return offset - token.length;
    }),
  };
}

/** The likeliest by their text, and the token itself. Of two that read alike, the likelier counts. */
function topOf(
  { tokenId, logprob, likeliest }: ScoredToken,
  written: (tokenId: number) => string,
): Record<string, number> | null {
  if (logprob === null) return null;
  const all = [...likeliest, { tokenId, logprob }].sort((a, b) => a.logprob - b.logprob);
  return Object.fromEntries(all.map((one) => [written(one.tokenId), one.logprob]));
}
