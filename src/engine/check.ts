import { InputError } from '../errors.js';
import type { GenerateRequest, RequestParameter, Sampling } from '../generation.js';
import type { ModelConfig } from '../model/config.js';

/**
 * Refuses a request that the model cannot serve, in one line that names the rule and the value.
 * @throws InputError that says which parameter of the request it is about
 */
export function checkRequest(
  request: GenerateRequest,
  promptIds: readonly number[],
  { vocab, maxPositions }: Pick<ModelConfig, 'vocab' | 'maxPositions'>,
): void {
  const { maxNewTokens, stop = [], deadlineMs = 1, forceLength, scores = 0 } = request;
  must('prompt', promptIds.length > 0, 'the prompt is empty: it must hold at least one token');
  const unknown = promptIds.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocab));
  must('prompt', unknown === undefined, `token ${unknown} is not in the model's vocabulary of ${vocab}`);
  must(
    'maxNewTokens',
    isWhole(maxNewTokens),
    `maxNewTokens must be a whole number of at least 1, not ${maxNewTokens}`,
  );
  checkContext(promptIds.length, maxNewTokens, maxPositions);
  must('stop', !stop.includes(''), 'a stop string must not be empty');
  must(
    'stop',
    !(forceLength && stop.length > 0),
    'stop strings end an output early, a forced length forbids that: drop one',
  );
  must('deadlineMs', deadlineMs > 0, `deadlineMs must be above 0, not ${deadlineMs}`);
  must(
    'scores',
    isWhole(scores + 1) && scores <= vocab,
    `scores must be a whole number of 0 to ${vocab}, not ${scores}`,
  );
  if (request.sampling) checkSampling(request.sampling);
}

/** Prompt and answer must fit the model's context; a prompt that is too long by itself is told so. @throws InputError */
function checkContext(promptTokens: number, maxNewTokens: number, context: number): void {
  must(
    'prompt',
    promptTokens < context,
    `the prompt has ${promptTokens} tokens, which leaves no room for an answer in the model's context of ${context}: shorten it`,
  );
  must(
    'maxNewTokens',
    promptTokens + maxNewTokens <= context,
    `${promptTokens} prompt tokens and ${maxNewTokens} new tokens exceed the model's context of ${context}: shorten the prompt or ask for fewer`,
  );
}

function checkSampling({ temperature, topK = 1, topP = 1, seed = 0 }: Sampling): void {
  must(
    'temperature',
    temperature >= 0 && temperature < Number.POSITIVE_INFINITY,
    `temperature must be 0 or more, not ${temperature}`,
  );
  must('topK', isWhole(topK), `topK must be a whole number of at least 1, not ${topK}`);
  must('topP', topP > 0 && topP <= 1, `topP must be above 0 and at most 1, not ${topP}`);
  must('seed', Number.isInteger(seed), `seed must be a whole number, not ${seed}`);
}

const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 1;

function must(parameter: RequestParameter, holds: boolean, rule: string): void {
  if (!holds) throw new InputError(rule, { parameter });
}
