import { z } from 'zod';
import { backendSpec } from '../backends/spec.js';
import { defaultPrompts } from '../checkout.mjs';
import { InputError } from '../errors.js';
import { explained } from '../explain-issue.js';
import { fingerprint } from '../fingerprint.js';
import { PREFIX_CACHES, WAY_NAMES } from '../ways.js';

const usualMinutes = ({ precision, decided }: { precision?: number; decided?: true | 'all' }): number => {
  if (precision !== undefined) return 15;
  return decided === 'all' ? 3 : 1;
};

const experiment = z.strictObject({
  backend: backendSpec.prefault({}),
  /** Prompt file: CSV with id, category, prompt. */
  prompts: z.string().min(1).default(defaultPrompts),
  /** Only so many prompts, spread evenly over the file; absent: all. */
  promptLimit: z.number().int().positive().optional(),
  /** Ways of serving that are compared; absent: the usual ones of those that the backend can do. */
  ways: z.array(z.enum(WAY_NAMES)).nonempty().optional(),
  /** Batch sizes of `batch`, and requests in flight of `continuous` and `whole`. */
  batchSizes: z.array(z.number().int().positive()).nonempty().default([1, 2, 4, 8]),
  maxNewTokens: z.number().int().positive().default(32),
  /** natural: a request ends with end-of-sequence; forced: always after maxNewTokens. */
  length: z.enum(['natural', 'forced']).default('natural'),
  /**
   * What a server's cache of prompts is to know of those that are measured: nothing (cold), all (warm), or whatever it
   * does (as-is, which is usual). Several: every cell runs under each.
   */
  prefixCache: z
    .union([z.enum(PREFIX_CACHES).transform((one) => [one]), z.array(z.enum(PREFIX_CACHES)).nonempty()])
    .optional(),
  /** Every cell runs once in each block. */
  repeats: z.number().int().positive().default(5),
  seed: z.number().int().default(1),
  /** Go on after `repeats` until all that is named here is so, or the time is over. */
  until: z
    .strictObject({
      /**
       * What the answer rests on (true), or every comparison, is decided, or hardly can be in the time: `judge` of
       * `runBenchmark` says.
       */
      decided: z.literal([true, 'all']).optional(),
      /** Half width of the 95 % interval of each cell's throughput and mean latency, relative: 0.03 is ± 3 %. */
      precision: z.number().positive().lt(1).optional(),
      /** Absent: 15 for a precision, 3 for all comparisons, else 1. */
      maxMinutes: z.number().positive().optional(),
    })
    .refine(({ decided, precision }) => decided || precision !== undefined, {
      path: ['precision'],
      message: 'a time limit goes with, unless it is "until decided"',
    })
    .transform(({ maxMinutes, ...goal }) => ({ ...goal, maxMinutes: maxMinutes ?? usualMinutes(goal) }))
    .optional(),
});

/** `ways` were called `modes` before, and still are in old files. Both at once is for the schema to refuse. */
export function withWays<T>(input: T): T {
  if (typeof input !== 'object' || input === null || !('modes' in input) || 'ways' in input) return input;
  const { modes: ways, ...others } = input;
  return { ...others, ways } as T;
}

/** Everything that decides an experiment. Equal configs (and seeds) repeat it. */
export const benchmarkConfig = z.preprocess(withWays, experiment);
/** An experiment as plain data, every default filled in: the output of `parseConfig`. */
export type BenchmarkConfig = z.infer<typeof experiment>;

/**
 * Names an experiment: first 16 hex digits of SHA-256 over the config, what only adds blocks (repeats, until) left out.
 * @example
 * ```ts
 * import { configHash, parseConfig } from 'streambatch';
 *
 * configHash(parseConfig({ repeats: 3 })) === configHash(parseConfig({ repeats: 20 })); // → true
 * ```
 */
export function configHash({ repeats: _, until: __, ...experiment }: BenchmarkConfig): string {
  return fingerprint(JSON.stringify(experiment));
}

/**
 * Checks an experiment and fills in what it leaves out.
 * @param given an object, as from a YAML file; unknown fields are refused
 * @param nameOf how a field is written in messages: its path by default, its option on the command line
 * @throws InputError listing every problem: the field (as `nameOf` writes it), its value and the rule.
 * @example
 * ```ts
 * import { parseConfig } from 'streambatch';
 *
 * const config = parseConfig({ backend: { backend: 'mock' }, batchSizes: [4], repeats: 3 });
 * config.length; // → 'natural'
 * ```
 */
export function parseConfig(given: unknown, nameOf = dotted): BenchmarkConfig {
  const input = withWays(given);
  const parsed = experiment.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => explained(issue, input, nameOf));
  const several = problems.length > 1 ? `${problems.length} problems of the configuration: ` : '';
  throw new InputError(`${several}${problems.join('; ')}`);
}

const dotted = (path: readonly string[]): string => path.join('.') || 'the configuration';
