import { defaultPrompts } from '../checkout.mjs';

/** What a load is where nobody says: of the command line and of `runLoad` alike. */
export const LOAD_DEFAULTS = {
  durationMs: 60_000,
  /** CSV with id, category, prompt. */
  prompts: defaultPrompts,
  maxNewTokens: 64,
  length: 'natural',
  batchSize: 16,
  seed: 1,
} as const;
