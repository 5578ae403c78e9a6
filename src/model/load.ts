import type { BuildProgress } from './decoder.js';
import { cachedGraph } from './graph-cache.js';
import { OnnxRunner } from './onnx-runner.js';
import { openCheckpoint } from './open-checkpoint.js';
import { graphQuality, type OnCheck, type Quality } from './quality.js';
import type { EngineDtype } from './runner.js';

export interface LoadOptions {
  /** Checkpoint in hub layout: config.json and model.safetensors (or its shards); or a GGUF file. */
  readonly folder: string;
  readonly dtype: EngineDtype;
  /** Intra-op threads; absent: as many as the machine has cores, or one for a very small model. */
  readonly threads?: number;
  /** Called while the graph is built; never when the cache has it. */
  readonly onProgress?: BuildProgress;
  /** Told how the check of a quantised graph goes; absent: none is checked. */
  readonly onCheck?: OnCheck;
  /** Where built graphs are kept; absent: `models` of the cache. */
  readonly cacheFolder?: string;
}

export interface LoadedModel {
  readonly runner: OnnxRunner;
  /** SHA-256 of config.json and the weights, hex. */
  readonly modelHash: string;
  /** Intra-op threads in use; null: as many as the machine has cores. */
  readonly threads: number | null;
  /** Of a quantised graph, where it was to be checked. */
  readonly quality: Quality | null;
}

/**
 * Below this hidden size, splitting a product over threads costs more than it saves: with 192 (storyteller, two
 * cores) one thread made 539 tok/s where two made 415, and varied half as much.
 */
const THREADS_PAY_FROM_HIDDEN = 512;

/**
 * Checks the checkpoint, builds its graph unless the cache has it, and loads it.
 * @throws InputError when the checkpoint is unsupported or broken.
 */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(options.folder);
  try {
    const modelHash = await checkpoint.hash();
    const { dtype, onProgress, onCheck, cacheFolder } = options;
    const threads = options.threads ?? (checkpoint.config.hidden < THREADS_PAY_FROM_HIDDEN ? 1 : undefined);
    const graphPath = await cachedGraph(checkpoint, modelHash, dtype, onProgress, cacheFolder);
    const subject = { checkpoint, hash: modelHash, dtype, graphPath, cacheFolder };
    const quality = onCheck ? await graphQuality(subject, onCheck) : null; // before the model takes its memory
    return {
      modelHash,
      quality,
      threads: threads ?? null,
      runner: await OnnxRunner.load({ graphPath, config: checkpoint.config, dtype, threads }),
    };
  } finally {
    await checkpoint.close();
  }
}
