import type { Backend } from '../generation.js';
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
  describeBackend(spec.backend); // it is one of ours: its name is a folder's
  const { default: load } = (await import(`./${spec.backend}/backend.js`)) as { default: Load };
  return load(spec, onProgress);
}
