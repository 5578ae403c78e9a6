import { describeBackend } from '../backends/registry.js';
import { InputError } from '../errors.js';
import { usualWays, type Way, wayKey, waysNamed } from '../ways.js';
import type { Prompt } from '../workload/prompts.js';
import { seededRandom, shuffled } from '../workload/random.js';
import type { BenchmarkConfig } from './config.js';
import { promptPasses, spread } from './full-batches.js';

/** One pass of one cell over the prompts. */
export interface Trial {
  readonly cell: Way;
  readonly block: number;
  /** In the order in which they are sent. */
  readonly prompts: readonly Prompt[];
}

/** Name of a trial, the `trial_id` of its rows: `batch-static-8/0`. */
export const trialId = ({ cell, block }: Trial): string => `${wayKey(cell)}/${block}`;

/**
 * The cells of the matrix. Under continuous batching one request in flight is no cell of its own: it is served one by one.
 * @example
 * ```ts
 * import { cellName, parseConfig, planCells } from 'streambatch';
 *
 * planCells(parseConfig({ batchSizes: [1, 8] })).map(cellName);
 * // → ['stream-sequential-1', 'batch-static-1', 'batch-static-8', 'stream-continuous-8']
 * ```
 */
export const planCells = (config: BenchmarkConfig): Way[] =>
  (config.ways ?? usualWays(describeBackend(config.backend.backend))).flatMap((name) =>
    waysNamed(name, config),
  );

/**
 * Randomised blocks without end: every cell once in each, in an order of its own, so that drift of the machine hits
 * all alike; within a block all cells see the prompts in the same shuffled order, so that they can be paired, and each
 * prompt once before any is asked again. The same seed gives the same blocks, however many are taken.
 */
export function* planBlocks(config: BenchmarkConfig, prompts: readonly Prompt[]): Generator<Trial[], never> {
  const cells = planCells(config);
  if (cells.length === 0) {
    throw new InputError(
      'nothing to measure: continuous and whole take a batch size above 1; add one, or another of --ways',
    );
  }
  const passes = promptPasses(choosePrompts(config, prompts), cells);
  const random = seededRandom(config.seed);
  for (let block = 0; ; block++) {
    const ordered = passes.flatMap((pass) => shuffled(pass, random));
    yield shuffled(cells, random).map((cell) => ({ cell, block, prompts: ordered }));
  }
}

/** What every trial asks for: a prompt is asked again where a batch would not be full. */
export const plannedPrompts = (config: BenchmarkConfig, prompts: readonly Prompt[]): Prompt[] =>
  promptPasses(choosePrompts(config, prompts), planCells(config)).flat();

/** The prompts of the file that the run uses, in the file's order. */
const choosePrompts = ({ promptLimit }: BenchmarkConfig, prompts: readonly Prompt[]): Prompt[] =>
  spread(prompts, promptLimit ?? prompts.length);

/**
 * The trials of the first `repeats` blocks, in the order in which they are run. Same config, same order.
 * @throws InputError when nothing is left to measure
 */
export function planTrials(config: BenchmarkConfig, prompts: readonly Prompt[]): Trial[] {
  const blocks = planBlocks(config, prompts);
  return Array.from({ length: config.repeats }, () => blocks.next().value).flat();
}
