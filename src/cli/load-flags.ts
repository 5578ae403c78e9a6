import type { WayName } from '../ways.js';
import type { ModelFlags } from './model-options.js';

/** The options of `load`, as commander gives them. */
export interface LoadFlags extends ModelFlags {
  target: string;
  arrivals: string;
  way: WayName | 'all';
  duration: number;
  slo: string;
  prompts: string;
  maxNewTokens: number;
  length: 'natural' | 'forced';
  batchSize: number;
  seed: number;
  mock?: string;
  out: string;
  json?: boolean;
}
