import type { GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import { NoListError, type Share } from './list-answer.js';
import type { Counts } from './row.js';
import { usageOf } from './usage.js';

/**
 * Counts for each of several answers of which a server tells the sum: one that was cut at its maximum has as many tokens,
 * a last one the rest; the others are counted here. Of a cache or of thoughts a sum tells something only where it is 0.
 * @param told the server's `usage`, as it stands there
 * @throws NoListError where an answer ended by itself and there is no tokenizer, or where the sum cannot be
 */
export function shareUsage(told: unknown, shares: readonly Share[], tokenizer: Tokenizer | null): Counts[] {
  const usage = usageOf(told);
  const outputs = outputsOf(shares, usage?.outputTokens, tokenizer);
  const prompts = shares.map(({ request }) => promptTokens(request, tokenizer));
  const isConfirmed = sum(prompts) === usage?.promptTokens;
  return shares.map(({ request: { prompt } }, i) => ({
    promptTokens: prompts[i]!,
    outputTokens: outputs[i]!.tokens,
    countedHere: !outputs[i]!.isTold || (typeof prompt === 'string' && tokenizer !== null && !isConfirmed),
    ...(usage?.cachedTokens === 0 && { cachedTokens: 0 }),
    ...(usage?.reasoningTokens === 0 && { reasoningTokens: 0 }),
  }));
}

interface Output {
  readonly tokens: number;
  /** By the server: its reason or its sum. */
  readonly isTold: boolean;
}

function outputsOf(shares: readonly Share[], all: number | undefined, tokenizer: Tokenizer | null): Output[] {
  const full = shares.filter(({ reason }) => reason === 'length');
  const left = shares.length - full.length;
  const most = shares[0]!.request.maxNewTokens;
  const rest = all === undefined ? undefined : all - full.length * most;
  const fits = rest === undefined || (rest >= left && rest <= left * most);
  const each = fits ? restOfEach(rest, left, most) : undefined;
  return shares.map(({ reason, text }) => {
    if (reason === 'length' && fits) return { tokens: most, isTold: all !== undefined };
    if (each !== undefined) return { tokens: each, isTold: true };
    if (!tokenizer) throw new NoListError(untold(all, shares));
    return { tokens: tokenizer.encode(text, { addSpecialTokens: false }).length, isTold: false };
  });
}

/** Where the rest of a sum tells it: of one answer, or of several that must all have their maximum. */
function restOfEach(rest: number | undefined, left: number, most: number): number | undefined {
  if (rest === undefined || left === 0) return undefined;
  return left === 1 || rest === left * most ? rest / left : undefined;
}

const untold = (all: number | undefined, shares: readonly Share[]): string =>
  `the server's count of ${all ?? 'no'} tokens does not tell what each of ${shares.length} answers took ` +
  `(${shares.map(({ reason }) => reason).join(', ')}; at most ${shares[0]!.request.maxNewTokens}): name its tokenizer with --tokenizer FOLDER`;

const promptTokens = ({ prompt }: GenerateRequest, tokenizer: Tokenizer | null): number | null =>
  typeof prompt === 'string' ? (tokenizer?.encode(prompt).length ?? null) : prompt.length;

/** Null where one is. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((total, count) => (total === null || count === null ? null : total + count), 0);
