import type { BackendDescription } from '../description.js';

export const onnx: BackendDescription = {
  summary: 'our engine',
  schedulers: ['continuous', 'static', 'sequential'],
  hasModelFiles: true,
  ownProcess: true,
  sequentialIsStatic: false,
  packages: ['onnxruntime-node'],
  tells: { memory: true, tokenIds: true, tokenTimes: true },
};
