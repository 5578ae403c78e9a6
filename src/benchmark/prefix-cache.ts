import { randomInt } from 'node:crypto';
import { describeBackend } from '../backends/registry.js';
import { InputError } from '../errors.js';
import type { GenerateRequest } from '../generation.js';
import type { BenchmarkConfig } from './config.js';
import { NUMBERS } from './warm-up.js';

/** Words of salt: about a token each, and enough that the first block of any cache (vLLM: 16 tokens) is a new one. */
const SALT_WORDS = 12;

/** Only a server keeps what it has computed of a prompt for the next. @throws InputError */
export function checkPrefixCache({ prefixCache, backend: { backend } }: BenchmarkConfig): void {
  if (prefixCache === undefined || prefixCache === 'as-is' || describeBackend(backend).isServer) return;
  throw new InputError(
    `--prefix-cache ${prefixCache}: the ${backend} backend keeps no prompts; leave it out, or take --backend openai`,
  );
}

/** Cold: each request begins with words of its own, drawn anew each time and always as many, so that none is known. */
export function withSalt(request: GenerateRequest): GenerateRequest {
  const salt = Array.from({ length: SALT_WORDS }, () => NUMBERS[randomInt(NUMBERS.length)]!);
  return { ...request, prompt: `${salt.join(' ')} ${String(request.prompt)}` };
}

/** Warm: the very prompts that will be measured, before the clock; one token each is enough to have them computed. */
export const priming = (requests: readonly GenerateRequest[]): GenerateRequest[] =>
  requests.map((request) => ({ ...request, id: `prime-${request.id}`, maxNewTokens: 1 }));
