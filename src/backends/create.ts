import type { Backend } from '../generation.js';
import type { BackendSpec } from './spec.js';

/** What loading is doing, for a progress bar. */
export interface LoadProgress {
  /** As "downloading model.onnx". */
  readonly step: string;
  readonly loadedBytes: number;
  /** Null when the other side did not say. */
  readonly totalBytes: number | null;
}

export type OnProgress = (progress: LoadProgress) => void;

/**
 * Loads the backend in this process. Its model blocks this thread while it computes: to keep serving or measuring,
 * use `spawnBackend`.
 */
export async function createBackend(
  spec: BackendSpec,
  onProgress: OnProgress = () => undefined,
): Promise<Backend> {
  switch (spec.backend) {
    case 'mock':
      return new (await import('./mock.js')).MockBackend({ times: spec.mock, scheduler: spec.scheduler });
    case 'transformers':
      return (await import('./transformers.js')).loadTransformers(spec, onProgress);
    case 'onnx':
      return (await import('./onnx.js')).loadOnnx(spec, onProgress);
    case 'openai':
      return (await import('./openai.js')).connectOpenAi(spec);
  }
}
