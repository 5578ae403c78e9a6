import type { BackendDescription } from '../description.js';

/** transformers.js cannot let requests join a batch that runs. */
export const transformers: BackendDescription = {
  summary: 'transformers.js',
  schedulers: ['static', 'sequential'],
  hasModelFiles: true,
  ownProcess: true,
  sequentialIsStatic: true,
  packages: ['@huggingface/transformers', 'onnxruntime-node'],
  tells: { memory: true, tokenIds: true, tokenTimes: true },
};
