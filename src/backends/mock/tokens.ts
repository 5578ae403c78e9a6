import type { GenerateRequest } from '../../generation.js';

const VOCABULARY = 50_000;
export const END_OF_SEQUENCE = VOCABULARY;

/** The tokens of one request, without end, from its prompt alone. One that need not fill its maximum ends by itself before. */
export class TokenSource {
  readonly #hash: number;
  readonly #endsAt: number;
  #made = 0;

  constructor(request: GenerateRequest) {
    this.#hash = promptHash(request.prompt);
    this.#endsAt = endOf(request, this.#hash);
  }

  next(): number {
    const index = this.#made++;
    return index === this.#endsAt ? END_OF_SEQUENCE : mixed(this.#hash + index) % VOCABULARY;
  }
}

/** FNV-1a over the characters: what the mock computes itself is taken for time of the instrument, so it must be little. */
function promptHash(prompt: GenerateRequest['prompt']): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < prompt.length; i++) {
    const character = typeof prompt === 'string' ? prompt.charCodeAt(i) : prompt[i]!;
    hash = Math.imul(hash ^ character, 0x01000193);
  }
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: neighbours become unlike. */
function mixed(value: number): number {
  let mix = value >>> 0;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/** Words, and one for the special token with which a prompt begins. */
export const promptTokens = ({ prompt }: GenerateRequest): number =>
  typeof prompt === 'string' ? prompt.split(/\s+/).filter(Boolean).length + 1 : prompt.length;

/** Index of the token that ends the output; natural lengths lie between half of the maximum and the maximum. */
function endOf({ maxNewTokens }: GenerateRequest, hash: number): number {
  const half = Math.ceil(maxNewTokens / 2);
  const length = half + (mixed(hash - 1) % (maxNewTokens - half + 1));
  return length < maxNewTokens ? length - 1 : Number.POSITIVE_INFINITY;
}
