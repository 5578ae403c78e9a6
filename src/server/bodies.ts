import { z } from 'zod';
import type { GenerateRequest } from '../generation.js';
import { SCHEDULERS } from '../ways.js';
import type { ServerLimits } from './limits.js';

/** A surrogate without its other half is not Unicode text, and no tokenizer can give it back. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const MAX_TOKEN_ID = 2 ** 31 - 1;
const MAX_SEED = 2 ** 32 - 1;
const MAX_STOPS = 4;

export const text = z
  .string()
  .refine((value) => !LONE_SURROGATE.test(value), 'holds half of a surrogate pair');
export const tokenIds = z.array(z.int().min(0).max(MAX_TOKEN_ID)).min(1);
export const prompt = z.union([text.min(1), tokenIds]).describe('text, or token ids with the special ones');
export const stopStrings = z.array(text.min(1).max(256)).max(MAX_STOPS);
export const seed = z.int().min(0).max(MAX_SEED);

/** The parameters `/stream` and `/batch` share; names are those of the log. */
const common = (limits: ServerLimits) => ({
  max_new_tokens: z.int().min(1).max(limits.maxNewTokens).default(Math.min(64, limits.maxNewTokens)),
  temperature: z.number().min(0).max(2).default(0).describe('0 is greedy'),
  top_k: z.int().min(1).max(1000).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  seed: seed.optional(),
  stop: stopStrings.optional().describe('generation ends before the first of these'),
  force_length: z.boolean().default(false).describe('end-of-sequence is an ordinary token'),
  timeout_ms: z.int().min(1).max(limits.requestMs).default(limits.requestMs),
  scheduler: z.enum(SCHEDULERS).optional().describe("absent: the server's own"),
  prompt_id: z.string().max(200).default('http').describe('goes into the log as it is'),
});

export const streamBody = (limits: ServerLimits) =>
  z.strictObject({
    prompt,
    n: z
      .int()
      .min(1)
      .max(limits.batchPrompts)
      .default(1)
      .describe('answers to the prompt, streamed together'),
    ...common(limits),
  });

export const batchBody = (limits: ServerLimits) =>
  z.strictObject({
    prompts: z.array(prompt).min(1).max(limits.batchPrompts),
    ...common(limits),
  });

type Common = Omit<z.infer<ReturnType<typeof streamBody>>, 'prompt' | 'n'>;

/** The request the backend gets, without its id and signal. */
export function toRequest(
  prompt: GenerateRequest['prompt'],
  body: Common,
): Omit<GenerateRequest, 'id' | 'signal'> {
  const { temperature, top_k: topK, top_p: topP, seed } = body;
  return {
    prompt,
    maxNewTokens: body.max_new_tokens,
    forceLength: body.force_length,
    sampling: temperature > 0 ? { temperature, topK, topP, seed } : undefined,
    stop: body.stop,
    deadlineMs: body.timeout_ms,
  };
}
