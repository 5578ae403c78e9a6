import type { GenerateRequest, Sampling } from '../../generation.js';
import { HttpError } from '../http-error.js';
import type { ServerLimits } from '../limits.js';
import type { ServedModel, ServedTokenizer, Turn } from '../served-model.js';
import type { ChatBody, CompletionBody } from './bodies.js';

/** What OpenAI documents for a request that does not say. */
const DEFAULT_COMPLETION_TOKENS = 16;
const DEFAULT_CHAT_TOKENS = 256;

type Shared = Pick<CompletionBody, 'n' | 'temperature' | 'top_p' | 'top_k' | 'seed' | 'stop' | 'ignore_eos'>;
type Prompt = GenerateRequest['prompt'];

/** @throws HttpError 404 for a model that is not the one there is; none is that one */
export function checkModel(asked: string | null | undefined, name: string): void {
  if (asked && asked !== name) throw modelNotFound(name);
}

/** @param name of the one that there is */
export const modelNotFound = (name: string): HttpError =>
  new HttpError(404, 'model_not_found', `this server has the model "${name}" only`, 'model');

/** @throws HttpError 501 where the model's files are not here */
export function tokenizerOf({ name, tokenizer }: ServedModel): ServedTokenizer {
  if (tokenizer) return tokenizer;
  throw new HttpError(
    501,
    'no_tokenizer',
    `the tokenizer of "${name}" is not here; ask where the model runs`,
  );
}

/** Turns of the conversation, their text parts joined. */
export const toTurns = ({ messages }: Pick<ChatBody, 'messages'>): Turn[] =>
  messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : content.map((part) => part.text).join(''),
  }));

export function toPrompts({ prompt }: CompletionBody): Prompt[] {
  if (typeof prompt === 'string') return [prompt];
  return typeof prompt[0] === 'number' ? [prompt as number[]] : [...(prompt as Prompt[])];
}

export const completionTokens = (body: CompletionBody, limits: ServerLimits): number =>
  body.max_tokens ?? Math.min(DEFAULT_COMPLETION_TOKENS, limits.maxNewTokens);

/** @throws HttpError for what goes together with nothing, or not in a stream */
export function checkCompletion({ echo, max_tokens, stream }: CompletionBody): void {
  const refuse = (param: string, says: string) => {
    throw new HttpError(400, 'invalid_value', `${param} ${says}`, param);
  };
  if (max_tokens === 0 && !echo) refuse('max_tokens', 'is 0; it must be at least 1, or echo true');
  if (stream && echo) refuse('echo', 'is true, which a stream cannot have; leave stream out');
}

/** @throws HttpError for the likeliest of what is not asked for */
export function checkChat({ logprobs, top_logprobs }: ChatBody): void {
  if (!top_logprobs || logprobs) return;
  const says = `top_logprobs is ${top_logprobs} without logprobs; say logprobs: true, or leave it out`;
  throw new HttpError(400, 'invalid_value', says, 'top_logprobs');
}

export const chatTokens = (body: ChatBody, limits: ServerLimits): number =>
  body.max_completion_tokens ?? body.max_tokens ?? Math.min(DEFAULT_CHAT_TOKENS, limits.maxNewTokens);

/** One backend request per choice: `n` for each prompt, in the protocol's order. */
export function toRequests(
  prompts: readonly Prompt[],
  body: Shared,
  wanted: Pick<GenerateRequest, 'maxNewTokens' | 'scores'>,
  limits: ServerLimits,
): Omit<GenerateRequest, 'id' | 'signal'>[] {
  const n = body.n ?? 1;
  if (prompts.length * n > limits.batchPrompts) {
    throw new HttpError(
      400,
      'invalid_value',
      `prompts × n is ${prompts.length * n}; at most ${limits.batchPrompts}`,
      'n',
    );
  }
  return prompts.flatMap((prompt) =>
    Array.from({ length: n }, (_, choice) => ({
      prompt,
      ...wanted,
      forceLength: body.ignore_eos ?? false,
      sampling: samplingOf(body, choice),
      stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? undefined),
      deadlineMs: limits.requestMs,
    })),
  );
}

/** Undefined is greedy. The choices of one prompt differ, and the whole request can be repeated: each has its own seed. */
function samplingOf({ temperature, top_k, top_p, seed }: Shared, choice: number): Sampling | undefined {
  if (temperature === 0) return undefined;
  return {
    temperature: temperature ?? 1,
    topK: top_k && top_k > 0 ? top_k : undefined,
    topP: top_p ?? undefined,
    seed: seed == null ? undefined : (seed + choice) % 2 ** 32,
  };
}
