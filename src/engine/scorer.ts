import type { ScoredToken } from '../generation.js';
import { logSumExp } from '../model/log-sum-exp.js';
import type { StepOptions, StepOutput } from '../model/runner.js';

/** The log-probabilities of one sequence's tokens, read off the steps that predicted them. */
export class Scorer {
  /** What a step must return. */
  readonly needs: StepOptions;
  readonly scores: ScoredToken[];
  readonly #likeliest: number;

  /** @param likeliest how many of the likeliest tokens are noted beside each */
  constructor(likeliest: number, firstToken: number) {
    this.#likeliest = likeliest;
    this.needs = { candidates: Math.max(1, likeliest), logits: true };
    this.scores = [{ tokenId: firstToken, logprob: null, likeliest: [] }];
  }

  /** Row `row` of the output predicted what came next: this token. */
  add(tokenId: number, { tokenIds, candidateIds, candidateLogits, logits }: StepOutput, row: number): void {
    const vocab = logits!.length / tokenIds.length;
    const own = logits!.subarray(row * vocab, (row + 1) * vocab);
    const mass = logSumExp(own);
    const from = row * (candidateIds.length / tokenIds.length);
    const likeliest = Array.from({ length: this.#likeliest }, (_, i) => ({
      tokenId: candidateIds[from + i]!,
      logprob: candidateLogits[from + i]! - mass,
    }));
    this.scores.push({ tokenId, logprob: own[tokenId]! - mass, likeliest });
  }
}
