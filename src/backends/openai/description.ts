import type { BackendDescription } from '../description.js';

/** A process on another machine has no memory that could be read here, and a clock of its own. */
export const openai: BackendDescription = {
  summary: 'any OpenAI-compatible server',
  schedulers: ['continuous', 'static', 'sequential'],
  hasModelFiles: false,
  ownProcess: false,
  sequentialIsStatic: false,
  packages: [],
  isServer: true,
  tells: { memory: false, tokenIds: false, tokenTimes: false },
};
