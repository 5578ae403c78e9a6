import type { Scorer } from '../accuracy/compare.js';
import { type ContextSize, type LlamaSequence, loadLlamaModel, newContext } from './backend.js';

export interface LlamaCppModel {
  readonly engine: 'llama.cpp';
  /** The GGUF file. */
  readonly path: string;
  /** node-llama-cpp's entry point. */
  readonly packagePath: string;
  readonly threads: number;
  readonly vocab: number;
}

/** Each place's logits come as a map of the whole vocabulary: so many at once. */
const PIECE = 64;
const SIZE: ContextSize = { sequences: 1, tokens: 1024 };

/** What node-llama-cpp predicts, with the options that its speed is measured with. */
export async function openLlamaCpp({ packagePath, path, threads, vocab }: LlamaCppModel): Promise<Scorer> {
  const model = await loadLlamaModel({ packagePath, modelPath: path, threads });
  const sequence = (await newContext(model, SIZE, threads)).getSequence();
  return { rows: (text) => rows(sequence, text, new Float32Array(vocab)) };
}

async function* rows(
  sequence: LlamaSequence,
  text: readonly number[],
  logits: Float32Array,
): AsyncGenerator<Float32Array, void> {
  await sequence.clearHistory();
  for (let from = 0; from < text.length - 1; from += PIECE) {
    const tokens = text.slice(from, Math.min(from + PIECE, text.length - 1));
    const wanted = tokens.map((token) => [token, { generateNext: { logits: true } }] as const);
    for (const { next } of await sequence.controlledEvaluate(wanted)) {
      for (const [token, logit] of next.logits) logits[token] = logit;
      yield logits;
    }
  }
}
