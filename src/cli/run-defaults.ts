import { listed } from '../analysis/format.js';
import { type BenchmarkConfig, parseConfig } from '../benchmark/config.js';
import { PROFILES } from './run-config.js';
import { usually } from './usually.js';

/** What `run` does where neither option, profile nor file says, for its help. */
export const runDefault = (field: keyof BenchmarkConfig): string => usually(parseConfig({})[field]);

const WORDS: Readonly<Record<string, (value: unknown) => string>> = {
  promptLimit: (n) => `${n} prompts`,
  repeats: (n) => `${n} repeats`,
  maxNewTokens: (n) => `${n} tokens a request`,
  batchSizes: (sizes) => `batches of ${listed(sizes as number[])}`,
};

/** Each profile by what it sets; what one leaves open is as the other options say. */
export const profilesText = (): string =>
  Object.entries(PROFILES)
    .map(([name, profile]) => {
      const set = Object.entries(profile).map(([field, value]) => WORDS[field]!(value));
      return `${name} (${set.join(', ') || 'what the other options say'})`;
    })
    .join(', ');
