import { InputError } from '../errors.js';
import type { GenerateRequest, Sampling } from '../generation.js';
import type { ModelConfig } from '../model/config.js';

/**
 * Refuses a request that the model cannot serve, in one line that names the rule and the value.
 * @throws InputError
 */
export function checkRequest(
  request: GenerateRequest,
  promptIds: readonly number[],
  { vocab, maxPositions }: Pick<ModelConfig, 'vocab' | 'maxPositions'>,
): void {
  const { maxNewTokens, stop = [], deadlineMs = 1, forceLength } = request;
  must(promptIds.length > 0, 'the prompt is empty: it must hold at least one token');
  const unknown = promptIds.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocab));
  must(unknown === undefined, `token ${unknown} is not in the model's vocabulary of ${vocab}`);
  must(isWhole(maxNewTokens), `maxNewTokens must be a whole number of at least 1, not ${maxNewTokens}`);
  checkContext(promptIds.length, maxNewTokens, maxPositions);
  must(!stop.includes(''), 'a stop string must not be empty');
  must(
    !(forceLength && stop.length > 0),
    'stop strings end an output early, a forced length forbids that: drop one',
  );
  must(deadlineMs > 0, `deadlineMs must be above 0, not ${deadlineMs}`);
  if (request.sampling) checkSampling(request.sampling);
}

/** Prompt and answer must fit the model's context; a prompt that is too long by itself is told so. @throws InputError */
function checkContext(promptTokens: number, maxNewTokens: number, context: number): void {
  must(
    promptTokens < context,
    `the prompt has ${promptTokens} tokens, which leaves no room for an answer in the model's context of ${context}: shorten it`,
  );
  must(
    promptTokens + maxNewTokens <= context,
    `${promptTokens} prompt tokens and ${maxNewTokens} new tokens exceed the model's context of ${context}: shorten the prompt or ask for fewer`,
  );
}

function checkSampling({ temperature, topK = 1, topP = 1, seed = 0 }: Sampling): void {
  must(
    temperature >= 0 && temperature < Number.POSITIVE_INFINITY,
    `temperature must be 0 or more, not ${temperature}`,
  );
  must(isWhole(topK), `topK must be a whole number of at least 1, not ${topK}`);
  must(topP > 0 && topP <= 1, `topP must be above 0 and at most 1, not ${topP}`);
  must(Number.isInteger(seed), `seed must be a whole number, not ${seed}`);
}

const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 1;

function must(holds: boolean, rule: string): void {
  if (!holds) throw new InputError(rule);
}
