import { randomInt } from 'node:crypto';
import { type ColdCache, coldCache } from '../backends/openai/cold-cache.js';
import { describeBackend } from '../backends/registry.js';
import type { BackendSpec } from '../backends/spec.js';
import { InputError } from '../errors.js';
import { fingerprint } from '../fingerprint.js';
import type { GenerateRequest } from '../generation.js';
import type { Prompt } from '../workload/prompts.js';
import type { BenchmarkConfig } from './config.js';
import { NUMBERS } from './warm-up.js';

/** Words of salt: about a token each, and enough that the first block of any cache (vLLM: 16 tokens) is a new one. */
const SALT_WORDS = 12;

/** Only a server keeps what it has computed of a prompt for the next. @throws InputError */
export function checkPrefixCache({ prefixCache, backend: { backend } }: BenchmarkConfig): void {
  const made = prefixCache?.filter((cache) => cache !== 'as-is') ?? [];
  if (made.length === 0 || describeBackend(backend).isServer) return;
  throw new InputError(
    `--prefix-cache ${made.join()}: the ${backend} backend keeps no prompts; leave it out, or take --backend openai`,
  );
}

/** By what a server knows none of the prompts: its own means, or words of salt before each. */
export type Cold =
  | ColdCache
  | { readonly by: 'salt'; readonly unseen?: undefined; readonly forget?: undefined };

/**
 * How the prompts of a cold run are kept unknown; null for any other run. A server that can only forget between trials knows
 * a prompt that a trial asks twice, so that those are salted.
 */
export async function coldOf(
  { prefixCache, backend: { openai } }: BenchmarkConfig,
  prompts: readonly Prompt[],
): Promise<Cold | null> {
  if (!prefixCache?.includes('cold') || !openai) return null;
  const cold = await coldCache(openai);
  const areDistinct = new Set(prompts.map(({ prompt }) => prompt)).size === prompts.length;
  return cold && (cold.by === 'uncached' || areDistinct) ? cold : { by: 'salt' };
}

/**
 * The backend of a trial, each of whose requests says what keeps it cold.
 * @param cold null where it is not to be @param apart no two prompts go in one request, as they would share a salt
 */
export function withCold(spec: BackendSpec, cold: Cold | null, apart: boolean): BackendSpec {
  if (!spec.openai) return spec;
  return { ...spec, openai: { ...spec.openai, ...(cold?.unseen && { unseen: cold.unseen }), apart } };
}

/** Some trials of the run must ask each prompt by itself; so that they can be compared, all do. */
export const asksApart = (cold: Cold | null): boolean => cold?.unseen === 'cache_salt';

/** Words drawn anew each time and always as many, so that no prompt that begins with them is known. */
export const newSalt = (): string =>
  Array.from({ length: SALT_WORDS }, () => NUMBERS[randomInt(NUMBERS.length)]!).join(' ');

/** As many words, for the same prompt always the same: for the trials that are held against those that are cold. */
export const sameSalt = (prompt: string): string =>
  [...fingerprint(prompt).slice(0, SALT_WORDS)]
    .map((digit) => NUMBERS[Number.parseInt(digit, 16) % NUMBERS.length]!)
    .join(' ');

/** The request, its prompt after some words. */
export const withSalt = (request: GenerateRequest, salt: string): GenerateRequest => ({
  ...request,
  prompt: `${salt} ${String(request.prompt)}`,
});

/** Warm: the very prompts that will be measured, before the clock; one token each is enough to have them computed. */
export const priming = (requests: readonly GenerateRequest[]): GenerateRequest[] =>
  requests.map((request) => ({ ...request, id: `prime-${request.id}`, maxNewTokens: 1 }));
