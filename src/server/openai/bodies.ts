import { z } from 'zod';
import { prompt, seed, stopStrings, text } from '../bodies.js';
import type { ServerLimits } from '../limits.js';

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
