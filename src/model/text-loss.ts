import { logSumExp } from './log-sum-exp.js';
import type { OnnxRunner } from './onnx-runner.js';

export interface TextLoss {
  /** Mean negative log-likelihood of a token, nats. */
  readonly nll: number;
  /** e^nll */
  readonly perplexity: number;
  /** Tokens predicted: all but the first of each text. */
  readonly tokens: number;
}

/** How well the model predicts the given token sequences, each by itself. A sequence has at least two tokens. */
export async function textLoss(
  runner: OnnxRunner,
  sequences: readonly (readonly number[])[],
): Promise<TextLoss> {
  let sum = 0;
  let tokens = 0;
  for (const sequence of sequences) {
    const slot = runner.allocate(sequence.length);
    for (let from = 0; from < sequence.length - 1; from += runner.maxPrefillTokens) {
      const chunk = sequence.slice(from, Math.min(from + runner.maxPrefillTokens, sequence.length - 1));
      const rows = Int32Array.from(chunk.keys());
      const { logits } = await runner.prefillRows(slot, chunk, rows, { logits: true });
      const { vocab } = runner.config;
      for (const row of rows)
        sum += negativeLogLikelihood(
          logits!.subarray(row * vocab, (row + 1) * vocab),
          sequence[from + row + 1]!,
        );
      tokens += chunk.length;
    }
    runner.free(slot);
  }
  const nll = sum / tokens;
  return { nll, perplexity: Math.exp(nll), tokens };
}

/** −log softmax(logits)[token] */
const negativeLogLikelihood = (logits: Float32Array, token: number): number =>
  logSumExp(logits) - logits[token]!;
