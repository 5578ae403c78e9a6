import type { Backend } from '../generation.js';
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
  describeBackend(spec.backend); // it is one of ours: its name is a folder's
  const { default: load } = (await import(`./${spec.backend}/backend.js`)) as { default: Load };
  return load(spec, onProgress);
}
