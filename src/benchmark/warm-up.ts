import type { BackendInfo, GenerateRequest } from '../generation.js';
import type { BenchmarkConfig } from './config.js';
import type { Trial } from './plan.js';

/** Tokens of each warm-up request: enough to run prefill and decode of the cell's shape. */
const TOKENS = 4;

/** A token each, nearly everywhere. */
export const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Numbers in words, as long as a text: what every model goes on with, and no prompt begins with. */
function countingText(length: number, from: number): string {
  const words: string[] = [];
  for (let i = from, long = 0; long < length; i++) {
    const word = NUMBERS[i % NUMBERS.length]!;
    words.push(word);
    long += word.length + 1;
  }
  return words.join(' ');
}

/**
 * Requests of the cell's shape that run before the clock. A server may keep what it has computed of a prompt, so these
 * have nothing in common with those that are measured; nor is it asked for a forced length where the run does not.
 */
export const warmUpRequests = (
  { cell, prompts }: Trial,
  { maxNewTokens, length }: BenchmarkConfig,
  { isServer = false }: Pick<BackendInfo, 'isServer'>,
): GenerateRequest[] =>
  prompts.slice(0, cell.batchSize).map(({ prompt }, i) => ({
    id: `warm-up-${i}`,
    prompt: countingText(prompt.length, i),
    maxNewTokens: Math.min(TOKENS, maxNewTokens),
    forceLength: length === 'forced' || !isServer,
  }));
