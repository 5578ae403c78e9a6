import { z } from 'zod';
import { prompt, seed, stopStrings, text } from '../bodies.js';
import type { ServerLimits } from '../limits.js';
import { CHAT_NOT_SERVED, COMPLETION_NOT_SERVED, notServed } from './not-served.js';

/** As vLLM has it. */
const likeliest = z.int().min(0).max(20).nullish();

const shared = (limits: ServerLimits) => ({
  model: z.string().nullish(),
  max_tokens: z.int().min(1).max(limits.maxNewTokens).nullish(),
  n: z.int().min(1).max(limits.batchPrompts).nullish(),
  temperature: z.number().min(0).max(2).nullish().describe('absent: 1; 0 is greedy'),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: seed.nullish(),
  stop: z.union([stopStrings, text.min(1).max(256)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), continuous_usage_stats: z.boolean().nullish() })
    .nullish(),
  ignore_eos: z.boolean().nullish().describe('vLLM’s name: make exactly max_tokens'),
  top_k: z.int().min(-1).max(1000).nullish().describe('vLLM’s name; -1 and 0: all tokens'),
});

/** `POST /v1/completions`. What changes no answer (`user`, `metadata` …) or is known to nobody is ignored, as vLLM does. */
export const completionBody = (limits: ServerLimits) =>
  z.looseObject({
    ...shared(limits),
    max_tokens: z.int().min(0).max(limits.maxNewTokens).nullish().describe('0 only with echo'),
    prompt: z.union([prompt, z.array(prompt).min(1).max(limits.batchPrompts)]),
    echo: z.boolean().nullish().describe('the prompt stands before its answer; not in a stream'),
    logprobs: likeliest.describe('of every token, with so many of the likeliest beside it; our engine only'),
    ...notServed(COMPLETION_NOT_SERVED),
  });

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([text, z.array(z.object({ type: z.literal('text'), text })).min(1)]),
});

export const messages = z.array(message).min(1).max(1000);

/** `POST /v1/chat/completions`. */
export const chatBody = (limits: ServerLimits) =>
  z.looseObject({
    ...shared(limits),
    messages,
    max_completion_tokens: z.int().min(1).max(limits.maxNewTokens).nullish(),
    logprobs: z.boolean().nullish().describe('of every token of the answer; our engine only'),
    top_logprobs: likeliest.describe('so many of the likeliest beside each; with logprobs alone'),
    ...notServed(CHAT_NOT_SERVED),
  });

export type CompletionBody = z.infer<ReturnType<typeof completionBody>>;
export type ChatBody = z.infer<ReturnType<typeof chatBody>>;
