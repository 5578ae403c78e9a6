import { mean } from 'simple-statistics';
import { complete } from '../../../src/generation.js';
import type { Participant } from '../engine/participants.js';

const PROMPT_TOKENS = 64;
/** Of each continuation. */
export const NEW_TOKENS = 64;
/** One prompt begins at each so many tokens of a text. */
const STRIDE = 128;

/** What a participant makes greedily of pieces of the texts, all of them at once. */
export async function continuations(
  participant: Participant,
  texts: readonly (readonly number[])[],
): Promise<number[][]> {
  const prompts = texts.flatMap(piecesOf);
  const backend = await participant.start();
  try {
    const streams = backend.submit(
      prompts.map((prompt, i) => ({ id: `${i}`, prompt, maxNewTokens: NEW_TOKENS, forceLength: true })),
    );
    const completions = await Promise.all(streams.map(complete));
    return completions.map(({ tokenIds }) => tokenIds.map(Number));
  } finally {
    await backend.close();
  }
}

function piecesOf(text: readonly number[]): number[][] {
  const count = Math.floor((text.length - PROMPT_TOKENS) / STRIDE) + 1;
  return Array.from({ length: count }, (_, i) => text.slice(i * STRIDE, i * STRIDE + PROMPT_TOKENS));
}

/** Tokens before the first that differs, mean over the sequences. */
export const sharedTokens = (
  expected: readonly (readonly number[])[],
  found: readonly (readonly number[])[],
): number =>
  mean(
    expected.map((tokens, row) => {
      const other = tokens.findIndex((token, i) => token !== found[row]![i]);
      return other === -1 ? tokens.length : other;
    }),
  );
