import { createEngine } from '../../engine/create-engine.js';
import { InputError } from '../../errors.js';
import type { Backend } from '../../generation.js';
import { isGguf } from '../../model/gguf/name.js';
import { loadModel } from '../../model/load.js';
import { qualityText } from '../../model/quality.js';
import type { EngineDtype } from '../../model/runner.js';
import { loadTokenizer } from '../../model/tokenizer.js';
import { installedVersions } from '../installed-versions.js';
import type { OnProgress } from '../load-progress.js';
import { locateModel } from '../model-files.js';
import { type BackendSpec, engineSettings } from '../spec.js';
import { onnx } from './description.js';
import { EngineBackend } from './engine-backend.js';
import { fetchCheckpoint } from './hub-checkpoint.js';

/**
 * Our own decode loop over onnxruntime-node, for any checkpoint of the Llama family, in hub layout or as GGUF: the three ways of
 * serving over one key-value cache.
 * @throws InputError for a model or dtype that it does not know; BackendError when it cannot be loaded.
 */
export default async function loadOnnx(spec: BackendSpec, onProgress: OnProgress): Promise<Backend> {
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
  return new EngineBackend(engine, runner, {
    backend: 'onnx',
    modelId: id,
    modelHash: modelHash.slice(0, 16),
    dtype,
    device,
    threads,
    schedulers: onnx.schedulers,
    dummyWeights: runner.config.dummyWeights,
    perplexityRatio: quality?.ratio ?? null,
    perplexityNote: quality && qualityText(dtype, quality),
    contextLength: runner.config.maxPositions,
    versions: installedVersions(onnx.packages),
    tells: onnx.tells,
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
