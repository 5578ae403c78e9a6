import { z } from 'zod';
import { isGguf } from '../model/gguf/name.js';
import { SCHEDULERS } from '../ways.js';
import { BACKEND_NAMES } from './registry.js';

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
  /** Most requests that share a step. */
  maxBatch: z.number().int().positive().default(32),
  /** Most key-value cache that running requests may hold together, MiB; others wait. */
  kvBudgetMb: z.number().positive().default(1024),
  /** Most prompt tokens a step takes in while streams run (continuous), so that a long prompt does not hold them up; never more than the model takes in one piece. */
  prefillChunk: z.number().int().positive().default(128),
  /**
   * Memory in pages of 2 MiB instead of 4 KiB, where Linux grants them: with 84 MB of weights a step of a single stream
   * takes a fifth less, as the look-up of addresses no longer holds up reading; a page is resident whole once a part is used.
   */
  largePages: z.boolean().default(false),
});

/** Where the openai backend finds its server. */
export const openAiSettings = z.object({
  /** Up to and including the version: http://127.0.0.1:8000/v1. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Environment variable that holds the key: a key itself would get into logs. */
  apiKeyEnv: z.string().min(1).optional(),
  /** Plain completions, or chat with the prompt as the only turn. */
  api: z.enum(['completions', 'chat']).default('completions'),
  /** Folder of the model's tokenizer, or its .gguf file, for a server that gives no token counts. */
  tokenizer: z.string().min(1).optional(),
  /** A server that sends nothing for this long has failed, ms. */
  stallMs: z.number().int().positive().default(60_000),
});
export type OpenAiSettings = z.infer<typeof openAiSettings>;

const spec = z.object({
  backend: z.enum(BACKEND_NAMES).default('onnx'),
  /** Hub id ("owner/name"), local folder or .gguf file, or the embedded model's name, "storyteller". */
  model: z.string().min(1).default('storyteller'),
  /** Weights: fp32, fp16, q8, int8, q4 … as the backend names them; gguf: as a GGUF file has them. */
  dtype: z.string().min(1).default('fp32'),
  device: z.string().min(1).default('cpu'),
  /** Intra-op threads; absent: the runtime's own choice. */
  threads: z.number().int().positive().optional(),
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
