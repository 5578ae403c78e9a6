import type { GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import { NoListError, type Share } from './list-answer.js';
import type { Counts } from './row.js';
import { usageOf } from './usage.js';

/**
 * Counts for each of several answers of which a server tells the sum: one that was cut at its maximum has as many tokens,
 * a last one the rest; the others are counted here, and believed where the sum agrees. What a cache had of the prompts is not
 * told: vLLM names that of the last one, as if it were the sum.
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
  }));
}

interface Output {
  readonly tokens: number;
  /** By the server: its reason or its sum. */
  readonly isTold: boolean;
}

function outputsOf(shares: readonly Share[], all: number | undefined, tokenizer: Tokenizer | null): Output[] {
  const most = shares[0]?.request.maxNewTokens ?? 0;
  const stopped = shares.filter(({ reason }) => reason !== 'length');
  const rest = all === undefined ? undefined : all - (shares.length - stopped.length) * most;
  const fits = rest === undefined || (rest >= stopped.length && rest <= stopped.length * most);
  const open = fits ? stopped : shares;
  const told =
    restOf(open, fits ? rest : undefined, most) ?? countedOf(open, fits ? rest : undefined, tokenizer);
  if (!told) throw new NoListError(untold(all, shares));
  const full: Output = { tokens: most, isTold: all !== undefined };
  return shares.map((share) => (open.includes(share) ? told[open.indexOf(share)]! : full));
}

/** Where the rest of a sum tells it: of one answer, or of several that must all have their maximum. */
function restOf(open: readonly Share[], rest: number | undefined, most: number): Output[] | undefined {
  if (open.length === 0) return [];
  if (rest === undefined || (open.length > 1 && rest !== open.length * most)) return undefined;
  return open.map(() => ({ tokens: rest / open.length, isTold: true }));
}

/** By their texts. An end of sequence is a token without one: a sum that has just so many more knows of them, and agrees. */
function countedOf(
  open: readonly Share[],
  rest: number | undefined,
  tokenizer: Tokenizer | null,
): Output[] | undefined {
  if (!tokenizer) return undefined;
  const here = open.map(({ text }) => tokenizer.encode(text, { addSpecialTokens: false }).length);
  const missing = rest === undefined ? undefined : rest - sum(here)!;
  const end = missing === open.length ? 1 : 0;
  return here.map((tokens) => ({ tokens: tokens + end, isTold: missing === end * open.length }));
}

const untold = (all: number | undefined, shares: readonly Share[]): string =>
  `the server's count of ${all ?? 'no'} tokens does not tell what each of ${shares.length} answers took ` +
  `(${shares.map(({ reason }) => reason).join(', ')}; at most ${shares[0]!.request.maxNewTokens}): name its tokenizer with --tokenizer FOLDER`;

const promptTokens = ({ prompt }: GenerateRequest, tokenizer: Tokenizer | null): number | null =>
  typeof prompt === 'string' ? (tokenizer?.encode(prompt).length ?? null) : prompt.length;

/** Null where one is. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((total, count) => (total === null || count === null ? null : total + count), 0);
