import { z } from 'zod';
import type { GenerateRequest } from '../../generation.js';
import { prompt, seed, stopStrings, text } from '../bodies.js';
import { HttpError } from '../http-error.js';
import type { ServerLimits } from '../limits.js';
import type { Turn } from '../served-model.js';

/** What OpenAI documents for a request that does not say. */
const DEFAULT_COMPLETION_TOKENS = 16;
const DEFAULT_CHAT_TOKENS = 256;

/** A feature that would change the answer is refused, not ignored; `off` are the values that do not ask for it. */
const unsupported = (...off: readonly unknown[]) =>
  z
    .unknown()
    .refine((value) => value === null || off.includes(value), 'is not supported here')
    .optional();

const shared = (limits: ServerLimits) => ({
  model: z.string().nullish(),
  max_tokens: z.int().min(1).max(limits.maxNewTokens).nullish(),
  n: z.int().min(1).max(limits.batchPrompts).nullish(),
  temperature: z.number().min(0).max(2).nullish().describe('absent: 1; 0 is greedy'),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: seed.nullish(),
  stop: z.union([stopStrings, text.min(1).max(256)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  ignore_eos: z.boolean().nullish().describe('vLLM’s name: make exactly max_tokens'),
  top_k: z.int().min(-1).max(1000).nullish().describe('vLLM’s name; -1 and 0: all tokens'),
  frequency_penalty: unsupported(0),
  presence_penalty: unsupported(0),
  logit_bias: unsupported(),
  suffix: unsupported(''),
  echo: unsupported(false),
});

/** `POST /v1/completions`. Other fields of the protocol (`user`, `metadata` …) are ignored. */
export const completionBody = (limits: ServerLimits) =>
  z.looseObject({
    ...shared(limits),
    prompt: z.union([prompt, z.array(prompt).min(1).max(limits.batchPrompts)]),
    logprobs: unsupported(0),
    best_of: unsupported(1),
  });

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([text, z.array(z.object({ type: z.literal('text'), text })).min(1)]),
});

/** `POST /v1/chat/completions`. */
export const chatBody = (limits: ServerLimits) =>
  z.looseObject({
    ...shared(limits),
    messages: z.array(message).min(1).max(1000),
    max_completion_tokens: z.int().min(1).max(limits.maxNewTokens).nullish(),
    logprobs: unsupported(false),
    tools: unsupported(),
    functions: unsupported(),
    response_format: z.object({ type: z.literal('text') }).nullish(),
  });

export type CompletionBody = z.infer<ReturnType<typeof completionBody>>;
export type ChatBody = z.infer<ReturnType<typeof chatBody>>;
type Shared = Pick<CompletionBody, 'n' | 'temperature' | 'top_p' | 'top_k' | 'seed' | 'stop' | 'ignore_eos'>;
type Prompt = GenerateRequest['prompt'];

/** Turns of the conversation, their text parts joined. */
export const toTurns = ({ messages }: ChatBody): Turn[] =>
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
  const temperature = body.temperature ?? 1;
  return prompts.flatMap((prompt) =>
    Array.from({ length: n }, (_, choice) => ({
      prompt,
      maxNewTokens,
      forceLength: body.ignore_eos ?? false,
      sampling:
        temperature === 0
          ? undefined
          : {
              temperature,
              topK: body.top_k && body.top_k > 0 ? body.top_k : undefined,
              topP: body.top_p ?? undefined,
              // The choices of one prompt differ, and the whole request can be repeated.
              seed: body.seed == null ? undefined : (body.seed + choice) % 2 ** 32,
            },
      stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? undefined),
      deadlineMs: limits.requestMs,
    })),
  );
}
