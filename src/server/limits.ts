import { z } from 'zod';
import { InputError } from '../errors.js';
import { explained } from '../explain-issue.js';

/** What one server lets its callers use. Every bound has a default; none is "unlimited". */
const serverLimits = z.object({
  bodyBytes: z
    .number()
    .int()
    .positive()
    .default(1 << 20),
  promptTokens: z.number().int().positive().default(8192),
  maxNewTokens: z.number().int().positive().default(4096),
  /** Prompts of one batch, and choices (prompts × n) of one OpenAI request. */
  batchPrompts: z.number().int().positive().default(64),
  /** Requests accepted and not yet finished; one more is answered 429. */
  pending: z.number().int().positive().default(256),
  /** From the request's arrival to its last token, ms; a request may ask for less. */
  requestMs: z.number().int().positive().default(120_000),
  /** A backend that has not ended a request this long after its time is given up, ms. */
  deadlineGraceMs: z.number().int().positive().default(5000),
  /** Bytes of a stream that wait for a slow reader before the stream is paused. */
  streamBufferBytes: z
    .number()
    .int()
    .positive()
    .default(64 << 10),
  /** A stream paused this long is dropped, ms. */
  slowReaderMs: z.number().int().positive().default(10_000),
  /** On SIGTERM, time for the requests in flight, ms. */
  drainMs: z.number().int().positive().default(30_000),
});
export type ServerLimits = z.infer<typeof serverLimits>;

/** @throws InputError naming the limit, its value and the rule */
export function parseLimits(input: Partial<ServerLimits>): ServerLimits {
  const parsed = serverLimits.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InputError(explained(parsed.error.issues[0]!, input));
}

const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

export const isLoopback = (host: string): boolean => LOOPBACK.test(host.replace(/^\[|\]$/g, ''));

/** @throws InputError when anybody on the network could use the model without a key. */
export function checkExposure(host: string, apiKey: string | undefined, insecure: boolean): void {
  if (isLoopback(host) || apiKey || insecure) return;
  throw new InputError(
    `--host ${host} serves the network without a key: set --require-key-env NAME, or say --insecure if that is meant`,
  );
}
