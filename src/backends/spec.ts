import { z } from 'zod';
import { isGguf } from '../model/gguf/name.js';
import { SCHEDULERS } from '../ways.js';
import { extraBody, jsonObject } from './json-option.js';
import { optionForms, optionsIn } from './option-forms.js';
import { BACKEND_NAMES, BACKEND_SUMMARIES } from './registry.js';

/** Known times for the mock backend, so that the instrument can be checked against them. */
export const mockTimes = z.object({
  /** Time of prefill, ms: the first token is made this long after the request starts. */
  prefillMs: z.number().nonnegative().default(20),
  /** Time of each further decode step, ms. */
  decodeMs: z.number().nonnegative().default(5),
  /** Each step lasts decodeMs · (1 ± jitter), uniformly; 0 ≤ jitter < 1. */
  jitter: z.number().min(0).lt(1).default(0),
  seed: z.number().int().default(1),
});
/** Times that the mock keeps, ms. */
export interface MockTimes extends z.infer<typeof mockTimes> {}

/** How the onnx backend's engine shares the model among requests. */
export const engineSettings = z.object({
  maxBatch: z.number().int().positive().default(32).register(optionForms, {
    argument: '<n>',
    says: 'onnx: most requests that share a step',
  }),
  /** What does not fit waits. */
  kvBudgetMb: z.number().positive().default(1024).register(optionForms, {
    argument: '<n>',
    says: 'onnx: most key-value cache of running requests, MiB',
  }),
  /** So that a long prompt does not hold streams up (continuous); never more than the model takes in one piece. */
  prefillChunk: z.number().int().positive().default(128).register(optionForms, {
    argument: '<n>',
    says: 'onnx: most prompt tokens a step takes in while streams run',
  }),
  /**
   * Pages of 2 MiB instead of 4 KiB, where Linux grants them: with 84 MB of weights a step of a single stream takes a
   * fifth less, as the look-up of addresses no longer holds up reading; a page is resident whole once a part is used.
   */
  largePages: z.boolean().default(false).register(optionForms, {
    says: 'onnx: memory pages of 2 MiB; faster for models of 100 MB and up, on Linux',
  }),
});

/** Where the openai backend finds its server. */
export const openAiSettings = z.object({
  /** Up to and including the version. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .register(optionForms, { argument: '<url>', says: 'openai: the server, like http://127.0.0.1:8000/v1' }),
  /** A key itself would get into logs. */
  apiKeyEnv: z.string().min(1).optional().register(optionForms, {
    argument: '<name>',
    says: 'environment variable that holds the API key',
  }),
  api: z.enum(['completions', 'chat']).default('completions').register(optionForms, {
    argument: '<kind>',
    says: 'openai: plain completions, or chat, with the prompt as the only turn',
  }),
  tokenizer: z.string().min(1).optional().register(optionForms, {
    argument: '<folder>',
    says: 'openai: folder or .gguf file, to count tokens where the server does not',
  }),
  extraBody: extraBody.optional().register(optionForms, {
    argument: '<json>',
    says: 'openai: what else each request says, like {"top_p": 0.9}',
  }),
  /** A value `$NAME` is that of an environment variable. */
  header: z.array(z.string()).optional().register(optionForms, {
    argument: '<name: value>',
    says: 'openai: a header of each request, again for each; keys as $NAME',
  }),
  chatTemplateKwargs: jsonObject.optional().register(optionForms, {
    argument: '<json>',
    says: 'openai: for the template of a chat, like {"enable_thinking": false}',
  }),
  /** A server that sends nothing for this long has failed, ms; for a whole answer ten times as long. */
  stallMs: z.number().int().positive().default(60_000).register(optionForms, {
    argument: '<ms>',
    says: 'openai: a server that is silent for so long has failed; before a whole answer, ten times so long',
  }),
  /**
   * Which word each request says so that the server uses nothing that it knows of earlier prompts: vLLM's, with a salt of
   * its own, or llama.cpp's. Set by a cold run, after asking the server.
   */
  unseen: z.enum(['cache_salt', 'cache_prompt']).optional(),
  /** No two prompts in one request, though a server would take them. Set for all trials of a run where some need it. */
  apart: z.boolean().optional(),
});
export type OpenAiSettings = z.infer<typeof openAiSettings>;

const spec = z.object({
  backend: z.enum(BACKEND_NAMES).default('onnx').register(optionForms, {
    argument: '<name>',
    says: BACKEND_SUMMARIES,
  }),
  model: z.string().min(1).default('storyteller').register(optionForms, {
    argument: '<id>',
    says: 'hub id "owner/name", a local folder or .gguf file, or the embedded "storyteller"',
  }),
  /** As the backend names them; what a .gguf file has is usual there (see below). */
  dtype: z.string().min(1).default('fp32').register(optionForms, {
    argument: '<type>',
    says: 'weights. onnx: fp32, int8, int4, gguf (as a .gguf file has them; the default there); transformers: fp32, fp16, q8, int8, q4 …',
  }),
  device: z.string().min(1).default('cpu').register(optionForms, {
    argument: '<name>',
    says: 'where the model runs: cpu, or what the backend has',
  }),
  /** Absent: the runtime's own choice. */
  threads: z.number().int().positive().optional().register(optionForms, {
    argument: '<n>',
    says: "intra-op threads (default: the runtime's own choice)",
  }),
  /** How requests that wait together are served; absent: the backend's own choice (static for a batch). */
  scheduler: z.enum(SCHEDULERS).optional(),
  mock: mockTimes.optional(),
  engine: engineSettings.optional(),
  openai: openAiSettings.optional(),
});
/** A backend as plain data, every default filled in: the output of `backendSpec.parse`. */
export interface BackendSpec extends z.output<typeof spec> {}
/** What one may leave out: the input of `backendSpec.parse`. */
export interface BackendOptions extends z.input<typeof spec> {}

/** The options of every verb that loads a model. A field that is registered above is one; nothing else lists them. */
export const SPEC_OPTIONS = optionsIn(spec);

/**
 * What it takes to make a backend, as plain data: it crosses the process boundary and is hashed into every row.
 * `parse` throws a ZodError that names each wrong field; `parseConfig` says the same in one line.
 * @example
 * ```ts
 * import { backendSpec } from 'streambatch';
 *
 * const { backend, model, dtype } = backendSpec.parse({ dtype: 'int8' });
 * [backend, model, dtype]; // → ['onnx', 'storyteller', 'int8']
 * ```
 */
export const backendSpec = z.preprocess(withUsualDtype, spec);

/** Who names a GGUF file has chosen its weights with it. */
function withUsualDtype(options: unknown): unknown {
  const { backend = 'onnx', model, dtype } = (options ?? {}) as BackendOptions;
  const asStored = backend === 'onnx' && typeof model === 'string' && isGguf(model) && dtype === undefined;
  return asStored ? { ...(options as object), dtype: 'gguf' } : options;
}
