import { fingerprint } from '../fingerprint.js';
import type { Prompt } from './prompts.js';

/** What is asked of the model for each prompt. */
export interface WorkloadParameters {
  readonly maxNewTokens: number;
  readonly forceLength: boolean;
  /** What else a server is told with each; absent: nothing. */
  readonly extra?: object;
}

/**
 * Names a workload: the prompts, in whatever order, and what was asked for each. Equal hashes: the same work, so that
 * times may be compared; first 16 hex digits of SHA-256.
 */
export function workloadHash(
  prompts: readonly Pick<Prompt, 'id' | 'prompt'>[],
  { maxNewTokens, forceLength, extra }: WorkloadParameters,
): string {
  const work = prompts.map(({ id, prompt }) => JSON.stringify([id, prompt])).sort();
  return fingerprint(JSON.stringify([work, maxNewTokens, forceLength, ...(extra ? [extra] : [])]));
}
