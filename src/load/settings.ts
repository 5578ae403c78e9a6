import { z } from 'zod';
import { InputError } from '../errors.js';
import { explained } from '../explain-issue.js';
import { watchEnergy } from '../metrics/energy/watch-energy.js';
import { parseSlo, type Slo, USUAL_SLO } from '../metrics/slo.js';
import type { ResultLog } from '../results/log.js';
import { WAY_NAMES, type WayName } from '../ways.js';
import { loadPrompts, type Prompt } from '../workload/prompts.js';
import { LOAD_DEFAULTS } from './defaults.js';
import type { MeasuredLoad } from './measured-load.js';
import type { Target } from './target.js';

/** What loads have in common, whatever the way of serving and the rate. */
export interface LoadSettings {
  /**
   * Address of a streambatch server, like `http://127.0.0.1:8000`, or a target that has been opened: with a key
   * (`openServerTarget`), or a server of another kind (`backendTarget`).
   */
  readonly target: string | Target;
  /** Ways of serving to ask for, one load after the other; absent: the usual ones of those that it offers. */
  readonly ways?: readonly WayName[];
  /** From the first intended arrival to the last, of each load, ms; absent: 60,000. */
  readonly durationMs?: number;
  /** The prompts, asked in seeded order over and over, or a CSV file of them; absent: those of the checkout. */
  readonly prompts?: string | readonly Prompt[];
  /** Most tokens that a request may produce; absent: 64. */
  readonly maxNewTokens?: number;
  /** `natural`: a request ends with end-of-sequence; `forced`: always after `maxNewTokens`; absent: natural. */
  readonly length?: 'natural' | 'forced';
  /** Most requests of one batch, of the way `batch`; absent: 16. */
  readonly batchSize?: number;
  /** Of the arrivals and the order of the prompts; absent: 1. */
  readonly seed?: number;
  /** What users are promised, ms; absent: `{ ttftMs: 500, tpotMs: 50 }`. */
  readonly slo?: Slo;
  /** Where every request of a load becomes a row when the load has ended, from `openLog`; absent: nowhere. */
  readonly log?: Pick<ResultLog, 'append'>;
  /** Aborting it gives up the load under way, of which nothing is kept. */
  readonly signal?: AbortSignal;
  /** Counts the energy of a load; absent: that of this machine. @internal */
  readonly watchEnergy?: typeof watchEnergy;
  /** Told of each load when it has ended and its rows are in the log. */
  readonly onProgress?: (load: MeasuredLoad) => void;
}

/** Settings that were checked, with nothing left open. */
export type CheckedSettings = Required<Omit<LoadSettings, 'target' | 'ways' | 'log' | 'prompts'>> &
  Pick<LoadSettings, 'ways' | 'log'> & { readonly prompts: readonly Prompt[] };

const whole = z.number().int().positive();
const checked = z.object({
  prompts: z.union([z.string().min(1), z.array(z.custom<Prompt>()).min(1)]).default(LOAD_DEFAULTS.prompts),
  ways: z.array(z.enum(WAY_NAMES)).nonempty().optional(),
  durationMs: z.number().positive().default(LOAD_DEFAULTS.durationMs),
  maxNewTokens: whole.default(LOAD_DEFAULTS.maxNewTokens),
  length: z.enum(['natural', 'forced']).default(LOAD_DEFAULTS.length),
  batchSize: whole.default(LOAD_DEFAULTS.batchSize),
  seed: z.number().int().default(LOAD_DEFAULTS.seed),
});

/** @throws InputError naming the setting, its value and the rule; what `loadPrompts` throws */
export function checkSettings(settings: LoadSettings): CheckedSettings {
  const parsed = checked.safeParse(settings);
  if (!parsed.success) throw new InputError(explained(parsed.error.issues[0]!, settings));
  const { prompts } = parsed.data;
  return {
    ...parsed.data,
    log: settings.log,
    prompts: typeof prompts === 'string' ? loadPrompts(prompts) : prompts,
    slo: settings.slo ?? parseSlo(USUAL_SLO),
    signal: settings.signal ?? new AbortController().signal,
    watchEnergy: settings.watchEnergy ?? watchEnergy,
    onProgress: settings.onProgress ?? (() => undefined),
  };
}
