import { createRequire } from 'node:module';
import { createEngine } from '../../engine/create-engine.js';
import type { Engine } from '../../engine/engine.js';
import { InputError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, BackendLoad, GenerateRequest } from '../../generation.js';
import { isGguf } from '../../model/gguf/name.js';
import { loadModel } from '../../model/load.js';
import { qualityText } from '../../model/quality.js';
import type { EngineDtype, ModelRunner } from '../../model/runner.js';
import { loadTokenizer } from '../../model/tokenizer.js';
import type { OnProgress } from '../load-progress.js';
import { locateModel } from '../model-files.js';
import { type BackendSpec, engineSettings } from '../spec.js';
import { fetchCheckpoint } from './hub-checkpoint.js';

/**
 * Our own decode loop over onnxruntime-node, for any checkpoint of the Llama family, in hub layout or as GGUF: the three ways of
 * serving over one key-value cache.
 * @throws InputError for a model or dtype that it does not know; BackendError when it cannot be loaded.
 */
export async function loadOnnx(spec: BackendSpec, onProgress: OnProgress): Promise<Backend> {
  const { device, scheduler = 'continuous' } = spec;
  if (device !== 'cpu') throw new InputError(`the onnx backend runs on the cpu, not on device "${device}"`);
  const dtype = dtypeOf(spec);
  const location = locateModel(spec.model);
  const { id, folder, hub } = location;
  if (hub) await fetchCheckpoint(location, onProgress);
  const tokenizer = await loadTokenizer(folder);
  const { runner, modelHash, threads, quality } = await loadModel({
    folder,
    dtype,
    threads: spec.threads,
    onProgress: (done, total) =>
      onProgress({ step: `building the ${dtype} graph`, loadedBytes: done, totalBytes: total }),
    onCheck: (step, done, total) => onProgress({ step, loadedBytes: done, totalBytes: total || null }),
  });
  const engine = createEngine({ ...engineSettings.parse(spec.engine ?? {}), runner, tokenizer, scheduler });
  return new OnnxBackend(engine, runner, {
    backend: 'onnx',
    modelId: id,
    modelHash: modelHash.slice(0, 16),
    dtype,
    device,
    threads,
    schedulers: ['sequential', 'static', 'continuous'],
    dummyWeights: runner.config.dummyWeights,
    perplexityRatio: quality?.ratio ?? null,
    perplexityNote: quality && qualityText(dtype, quality),
    contextLength: runner.config.maxPositions,
    versions: { 'onnxruntime-node': versionOf('onnxruntime-node') },
  });
}

const DTYPES: readonly EngineDtype[] = ['fp32', 'int8', 'int4', 'gguf'];

function dtypeOf(spec: BackendSpec): EngineDtype {
  const dtype = DTYPES.find((known) => known === spec.dtype);
  if (dtype === 'gguf' && !isGguf(spec.model)) {
    throw new InputError(
      `dtype "gguf" is as a .gguf file has its weights, and model "${spec.model}" is none; choose fp32, int8 or int4`,
    );
  }
  if (dtype) return dtype;
  throw new InputError(`dtype "${spec.dtype}" is unknown to the onnx backend; choose ${DTYPES.join(', ')}`);
}

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

/** Steps the engine for as long as it has work. */
export class OnnxBackend implements Backend {
  #stepping: Promise<void> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly runner: Pick<ModelRunner, 'close'>,
    readonly info: BackendInfo,
  ) {}

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const channels = this.engine.submit(requests);
    // Idle after a submit when every request was refused: a loop that ends at once would never be noticed to end.
    if (!this.#stepping && !this.engine.idle) this.#stepping = this.#stepUntilIdle();
    return channels;
  }

  load(): BackendLoad {
    return this.engine.load;
  }

  async close(): Promise<void> {
    this.engine.cancelAll();
    await this.#stepping;
    await this.runner.close();
  }

  async #stepUntilIdle(): Promise<void> {
    while (!this.engine.idle) await this.engine.step();
    this.#stepping = undefined;
  }
}
