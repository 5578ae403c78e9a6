import { z } from 'zod';
import { BackendError } from '../errors.js';
import { explained } from '../explain-issue.js';
import type { TokenContent } from '../generation.js';
import { COLUMNS } from '../results/schema.js';
import { SCHEDULERS } from '../ways.js';

/** What a streambatch server answers, as far as a load needs it. */
export const infoAnswer = z.looseObject({
  backend: z.string(),
  modelId: z.string(),
  modelHash: z.string().nullable(),
  dtype: z.string(),
  device: z.string(),
  threads: z.number().nullable(),
  schedulers: z.array(z.enum(SCHEDULERS)),
  dummyWeights: z.boolean(),
  perplexityRatio: z.number().nullish(),
  contextLength: z.number().nullable(),
  versions: z.record(z.string(), z.string()),
  /** Servers once did not say it: theirs told all. */
  tells: z
    .object({ memory: z.boolean(), tokenIds: z.boolean(), tokenTimes: z.boolean() })
    .default({ memory: true, tokenIds: true, tokenTimes: true }),
});

/** The last event of `/stream`, and a part of each result of `/batch`. */
export const finishAnswer = z.object({
  finish_reason: z.enum(COLUMNS.finish_reason.values),
  prompt_tokens: z.number().nullable(),
  output_len: z.number(),
  computed_tokens: z.number(),
  reasoning_tokens: z.number().nullish(),
  cached_tokens: z.number().nullish(),
  peak_memory_mb: z.number().nullable(),
  baseline_memory_mb: z.number().nullable(),
  memory_method: z.enum(COLUMNS.memory_method.values).nullable(),
});
export type FinishAnswer = z.infer<typeof finishAnswer>;

export const batchAnswer = z.object({
  results: z.array(finishAnswer.extend({ text: z.string(), token_ids: z.array(z.number().nullable()) })),
});

/** One token event of `/stream`: not checked, as it is on the path that is measured. */
export interface TokenAnswer {
  readonly index: number;
  readonly token_id: number | null;
  readonly text: string;
  readonly content?: TokenContent;
  readonly emitted_at_ms: number;
}

/** What a server must have answered. @throws BackendError naming the field that is not as a streambatch server sends it */
export function answered<T>(schema: z.ZodType<T>, answer: unknown, url: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new BackendError(
    `${url} is not of a streambatch server: ${explained(parsed.error.issues[0]!, answer)}`,
  );
}
