import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../../../src/model/config.js';
import type { Scorer } from './compare.js';

/** The graph that transformers.js runs, with the inputs that it gives. */
export async function openExport(path: string, config: ModelConfig): Promise<Scorer> {
  const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
  const session = await ort.InferenceSession.create(path, {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
  });
  const ids = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const nothing = new ort.Tensor('float32', new Float32Array(0), [1, config.kvHeads, 0, config.headDim]);
  return {
    async *rows(text) {
      const tokens = text.slice(0, -1);
      const row = [1, tokens.length];
      const known: Record<string, Tensor> = {
        input_ids: ids(tokens, row),
        attention_mask: ids(new Array(tokens.length).fill(1), row),
        position_ids: ids([...tokens.keys()], row),
        num_logits_to_keep: ids([0], []), // all
      };
      const logits = await logitsOf(session, (name) => known[name] ?? nothing);
      for (const at of tokens.keys()) yield logits.subarray(at * config.vocab, (at + 1) * config.vocab);
    },
  };
}

async function logitsOf(session: InferenceSession, inputOf: (name: string) => Tensor): Promise<Float32Array> {
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, inputOf(name)]));
  const { logits } = await session.run(feeds, ['logits']);
  return logits!.data as Float32Array;
}
