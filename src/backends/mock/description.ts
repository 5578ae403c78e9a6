import type { BackendDescription } from '../description.js';

export const mock: BackendDescription = {
  summary: 'no model: tokens at known times',
  schedulers: ['continuous', 'static', 'sequential'],
  onlyModel: 'mock',
  hasModelFiles: false,
  ownProcess: false,
  sequentialIsStatic: false,
  packages: [],
  tells: { memory: true, tokenIds: true, tokenTimes: true },
};
