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
 * @param spec from `backendSpec.parse`
 * @param onProgress told of downloads and of graphs that are built
 * @throws InputError for a model, dtype or device that there is not; BackendError when loading fails
 * @example
 * ```ts
 * import { backendSpec, createBackend } from 'streambatch';
 *
 * const backend = await createBackend(backendSpec.parse({ backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } }));
 * for await (const event of backend.submit([{ id: 'a', prompt: 'Hello', maxNewTokens: 2 }])[0]!) {
 *   if (event.kind === 'token') console.log(event.index, event.text);
 * }
 * await backend.close();
 * ```
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
