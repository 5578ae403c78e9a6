import type { Backend } from '../generation.js';
import { refuseTelemetry } from '../model/onnxruntime.js';
import { throwExplained } from '../optional-package.js';
import type { OnProgress } from './load-progress.js';
import type { BackendSpec } from './spec.js';

/**
 * Loads the backend in this process. Its model blocks this thread while it computes: to keep serving or measuring,
 * use `spawnBackend`.
 */
export async function createBackend(
  spec: BackendSpec,
  onProgress: OnProgress = () => undefined,
): Promise<Backend> {
  refuseTelemetry(); // transformers.js loads the runtime by itself
  switch (spec.backend) {
    case 'mock':
      return new (await import('./mock/backend.js')).MockBackend({
        times: spec.mock,
        scheduler: spec.scheduler,
      });
    case 'transformers':
      return (await import('./transformers/backend.js').catch(throwExplained)).loadTransformers(
        spec,
        onProgress,
      );
    case 'onnx':
      return (await import('./onnx/backend.js')).loadOnnx(spec, onProgress);
    case 'openai':
      return (await import('./openai/backend.js')).connectOpenAi(spec);
  }
}
