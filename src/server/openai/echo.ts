import type { Completion, GenerateRequest } from '../../generation.js';
import type { ServedModel } from '../served-model.js';
import type { CompletionBody } from './bodies.js';
import type { LogprobsWriter } from './logprobs.js';
import { tokenizerOf } from './requests.js';

/** A choice as it is answered. */
export interface Choice extends Pick<Completion, 'text' | 'reasoning' | 'finish'> {
  readonly logprobs?: object;
}

type Asked = Pick<CompletionBody, 'echo' | 'max_tokens'>;

/**
 * The choice that was asked for: the prompt before its answer, and the log-probabilities where there are. Whoever asks
 * for no token gets none: the model made one, as it cannot make fewer.
 */
export function choiceOf(
  made: Completion,
  prompt: GenerateRequest['prompt'],
  { echo, max_tokens }: Asked,
  model: ServedModel,
  logprobs: () => LogprobsWriter,
): Choice {
  const { text, reasoning, finish } = max_tokens === 0 ? withoutAnswer(made) : made;
  const ofPrompt = finish.promptTokens ?? 0; // known wherever there are scores
  const scores = finish.scores?.slice(echo ? 0 : ofPrompt, ofPrompt + finish.outputTokens);
  return {
    text: echo ? textOf(prompt, model) + text : text,
    reasoning,
    finish,
    ...(scores && { logprobs: logprobs()(scores) }),
  };
}

const withoutAnswer = ({ finish }: Completion): Choice => ({
  text: '',
  finish: { ...finish, reason: finish.reason === 'stop' ? 'length' : finish.reason, outputTokens: 0 },
});

function textOf(prompt: GenerateRequest['prompt'], model: ServedModel): string {
  return typeof prompt === 'string'
    ? prompt
    : tokenizerOf(model).decode([...prompt], { skipSpecialTokens: false });
}
