import { join } from 'node:path';
import { type ModelConfig, readConfig } from '../../../src/model/config.js';
import { cachedGraph } from '../../../src/model/graph-cache.js';
import { OnnxRunner } from '../../../src/model/onnx-runner.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import type { EngineDtype } from '../../../src/model/runner.js';
import { type LlamaCppModel, openLlamaCpp } from '../llama-cpp/scorer.js';
import type { Scorer } from './compare.js';
import { openExport } from './export-scorer.js';

/** Files of a model, all made, and who runs them. */
export type ScoredModel =
  | {
      readonly engine: 'ours';
      readonly path: string;
      readonly dtype: EngineDtype;
      readonly config: ModelConfig;
    }
  | { readonly engine: 'transformers.js'; readonly path: string; readonly config: ModelConfig }
  | LlamaCppModel;

/** Our graph of a hub checkpoint or a GGUF file. */
export async function ourModel(model: string, dtype: EngineDtype): Promise<ScoredModel> {
  const checkpoint = await openCheckpoint(model);
  try {
    const path = await cachedGraph(checkpoint, await checkpoint.hash(), dtype);
    return { engine: 'ours', path, dtype, config: checkpoint.config };
  } finally {
    await checkpoint.close();
  }
}

/** The graph of a folder that transformers.js runs; `file` without its ending. */
export async function exportedModel(folder: string, file: string): Promise<ScoredModel> {
  return {
    engine: 'transformers.js',
    path: join(folder, 'onnx', `${file}.onnx`),
    config: await readConfig(folder),
  };
}

export async function openModel(model: ScoredModel): Promise<Scorer> {
  if (model.engine === 'llama.cpp') return openLlamaCpp(model);
  if (model.engine === 'transformers.js') return openExport(model.path, model.config);
  const { path: graphPath, config, dtype } = model;
  const runner = await OnnxRunner.load({ graphPath, config, dtype });
  return { rows: (text) => runnerRows(runner, text) };
}

async function* runnerRows(runner: OnnxRunner, text: readonly number[]): AsyncGenerator<Float32Array, void> {
  const { vocab } = runner.config;
  const slot = runner.allocate(text.length);
  try {
    for (let from = 0; from < text.length - 1; from += runner.maxPrefillTokens) {
      const tokens = text.slice(from, Math.min(from + runner.maxPrefillTokens, text.length - 1));
      const { logits } = await runner.prefillRows(slot, tokens, Int32Array.from(tokens.keys()), {
        logits: true,
      });
      for (const row of tokens.keys()) yield logits!.subarray(row * vocab, (row + 1) * vocab);
    }
  } finally {
    runner.free(slot); // also when nobody asks for the last row's successor
  }
}
