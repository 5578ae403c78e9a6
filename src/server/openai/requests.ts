import type { GenerateRequest, Sampling } from '../../generation.js';
import { HttpError } from '../http-error.js';
import type { ServerLimits } from '../limits.js';
import type { Turn } from '../served-model.js';
import type { ChatBody, CompletionBody } from './bodies.js';

/** What OpenAI documents for a request that does not say. */
const DEFAULT_COMPLETION_TOKENS = 16;
const DEFAULT_CHAT_TOKENS = 256;

type Shared = Pick<CompletionBody, 'n' | 'temperature' | 'top_p' | 'top_k' | 'seed' | 'stop' | 'ignore_eos'>;
type Prompt = GenerateRequest['prompt'];

/** @throws HttpError 404 for a model that is not the one there is; none is that one */
export function checkModel(asked: string | null | undefined, name: string): void {
  if (!asked || asked === name) return;
  throw new HttpError(404, 'model_not_found', `this server has the model "${name}" only`, 'model');
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

export const chatTokens = (body: ChatBody, limits: ServerLimits): number =>
  body.max_completion_tokens ?? body.max_tokens ?? Math.min(DEFAULT_CHAT_TOKENS, limits.maxNewTokens);

/** One backend request per choice: `n` for each prompt, in the protocol's order. */
export function toRequests(
  prompts: readonly Prompt[],
  body: Shared,
  maxNewTokens: number,
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
      maxNewTokens,
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
