import { InputError } from '../errors.js';
import type { GenerateRequest } from '../generation.js';

/** For a backend that is told no log-probabilities. @throws InputError where they are asked for */
export function refuseScores({ scores }: GenerateRequest, backend: string): void {
  if (scores === undefined) return;
  throw new InputError(`backend ${backend} has no log-probabilities; ask for none, or take --backend onnx`, {
    parameter: 'scores',
  });
}
