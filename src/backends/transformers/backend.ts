import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel } from '@huggingface/transformers';
import { asError, BackendError, InputError, StreambatchError } from '../../errors.js';
import type { Backend, BackendInfo } from '../../generation.js';
import { hubOrigin, resumableFetch } from '../download.js';
import { installedVersions } from '../installed-versions.js';
import type { OnProgress } from '../load-progress.js';
import {
  HUB_CACHE,
  hashModel,
  locateModel,
  type ModelLocation,
  readConfig,
  refuseGguf,
} from '../model-files.js';
import type { BackendSpec } from '../spec.js';
import { transformers } from './description.js';
import { TransformersBackend } from './transformers-backend.js';

/** transformers.js's names of weight types, and how each one's file name ends. */
const FILE_SUFFIX: Readonly<Record<string, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/**
 * Any causal language model in hub layout, through transformers.js. The requests of one `submit` run as one static
 * batch, left-padded; one request alone is classic streaming. Submits queue.
 * @throws InputError for a model, dtype or device that does not exist; BackendError when it cannot be loaded.
 */
export default async function loadTransformers(spec: BackendSpec, onProgress: OnProgress): Promise<Backend> {
  const location = locateModel(spec.model);
  refuseGguf(location, 'transformers');
  const weights = `model${suffixOf(spec.dtype)}`;
  useHub(onProgress);
  if (!location.hub) checkFolder(location, weights);
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(sourceOf(location));
    const model = await AutoModelForCausalLM.from_pretrained(sourceOf(location), {
      dtype: spec.dtype as 'fp32',
      device: spec.device as 'cpu',
      session_options: spec.threads ? { intraOpNumThreads: spec.threads } : {},
    });
    const info = await describe(spec, location, weights);
    return new TransformersBackend(model, tokenizer, info);
  } catch (error) {
    if (error instanceof StreambatchError) throw error;
    throw new BackendError(
      `model "${spec.model}" (${spec.dtype}, ${spec.device}) cannot be loaded: ${asError(error).message}`,
      { cause: error },
    );
  }
}

function suffixOf(dtype: string): string {
  const suffix = FILE_SUFFIX[dtype];
  if (suffix === undefined) {
    throw new InputError(
      `dtype "${dtype}" is unknown to the transformers backend; choose ${Object.keys(FILE_SUFFIX).join(', ')}`,
    );
  }
  return suffix;
}

const sourceOf = ({ hub, id, folder }: ModelLocation) => (hub ? id : folder);

/** Models are kept in the checkout, downloads can be resumed, and HF_ENDPOINT names a mirror as everywhere. */
function useHub(onProgress: OnProgress): void {
  env.logLevel = LogLevel.ERROR;
  env.cacheDir = HUB_CACHE;
  env.localModelPath = HUB_CACHE;
  env.remoteHost = hubOrigin();
  env.fetch = resumableFetch(join(HUB_CACHE, '.parts'), onProgress);
}

function checkFolder({ id, folder }: ModelLocation, weights: string): void {
  readConfig(folder);
  const file = join(folder, 'onnx', `${weights}.onnx`);
  if (existsSync(file)) return;
  throw new InputError(
    `model "${id}" has no weights of this dtype: ${file} does not exist; choose another --dtype, or make it with "streambatch model export"`,
  );
}

async function describe(
  spec: BackendSpec,
  { id, folder }: ModelLocation,
  weights: string,
): Promise<BackendInfo> {
  const config = readConfig(folder);
  return {
    backend: 'transformers',
    modelId: id,
    modelHash: await hashModel(folder, 'onnx', weights),
    dtype: spec.dtype,
    device: spec.device,
    threads: spec.threads ?? null,
    schedulers: transformers.schedulers,
    dummyWeights: config.streambatch_dummy_weights === true,
    contextLength: (config.max_position_embeddings as number | undefined) ?? null,
    versions: installedVersions(transformers.packages),
    tells: transformers.tells,
  };
}
