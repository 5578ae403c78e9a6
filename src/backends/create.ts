import type { Backend } from '../generation.js';
import { refuseTelemetry } from '../model/onnxruntime.js';
import { throwExplained } from '../optional-package.js';
import type { OnProgress } from './load-progress.js';
import { describeBackend } from './registry.js';
import type { BackendSpec } from './spec.js';

type Load = (spec: BackendSpec, onProgress: OnProgress) => Promise<Backend>;

/**
 * Loads the backend in this process. Its model blocks this thread while it computes: to keep serving or measuring,
 * use `spawnBackend`.
 */
export async function createBackend(
  spec: BackendSpec,
  onProgress: OnProgress = () => undefined,
): Promise<Backend> {
  refuseTelemetry(); // transformers.js loads the runtime by itself
  describeBackend(spec.backend); // it is one of ours: its name is a folder's
  const loading: Promise<{ default: Load }> = import(`./${spec.backend}/backend.js`);
  const { default: load } = await loading.catch(throwExplained);
  return load(spec, onProgress);
}
