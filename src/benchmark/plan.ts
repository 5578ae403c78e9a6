import type { BackendSpec } from '../backends/spec.js';
import { InputError } from '../errors.js';
import type { Mode, Scheduler } from '../generation.js';
import type { Prompt } from '../workload/prompts.js';
import { seededRandom, shuffled } from '../workload/random.js';
import { type BenchmarkConfig, servingModes } from './config.js';

/** One way of serving: a cell of the matrix. */
export interface Cell {
  readonly mode: Mode;
  readonly scheduler: Scheduler;
  /** Requests in a static batch, or in flight at once; 1 for sequential. */
  readonly batchSize: number;
}

/** One pass of one cell over the prompts. */
export interface Trial {
  /** The way of serving. */
  readonly cell: Cell;
  /** Which repeat, 0-based. */
  readonly block: number;
  /** In the order in which they are sent. */
  readonly prompts: readonly Prompt[];
}

/** Name of a cell in a file, such as `batch-static-8`. */
export const cellName = ({ mode, scheduler, batchSize }: Cell) => `${mode}-${scheduler}-${batchSize}`;

/** Name of a trial, the `trial_id` of its rows: `batch-static-8/0`. */
export const trialId = ({ cell, block }: Trial) => `${cellName(cell)}/${block}`;

/** transformers.js cannot let requests join a batch that runs. */
const usualModes = ({ backend }: BackendSpec) =>
  backend === 'transformers' ? servingModes.filter((mode) => mode !== 'continuous') : servingModes;

/**
 * The cells of the matrix. One request in flight is streaming, whatever the scheduler: no cell of its own.
 * @example
 * ```ts
 * import { cellName, parseConfig, planCells } from 'streambatch';
 *
 * planCells(parseConfig({ batchSizes: [1, 8] })).map(cellName);
 * // → ['stream-sequential-1', 'batch-static-1', 'batch-static-8', 'stream-continuous-8']
 * ```
 */
export function planCells({ backend, modes, batchSizes }: BenchmarkConfig): Cell[] {
  return (modes ?? usualModes(backend)).flatMap((serving): Cell[] => {
    if (serving === 'stream') return [{ mode: 'stream', scheduler: 'sequential', batchSize: 1 }];
    const [mode, scheduler] =
      serving === 'batch' ? (['batch', 'static'] as const) : (['stream', 'continuous'] as const);
    const sizes = serving === 'batch' ? batchSizes : batchSizes.filter((size) => size > 1);
    return sizes.map((batchSize) => ({ mode, scheduler, batchSize }));
  });
}

/**
 * Randomised blocks without end: every cell once in each, in an order of its own, so that drift of the machine hits
 * all alike; within a block all cells see the prompts in the same shuffled order, so that they can be paired. The
 * same seed gives the same blocks, however many are taken.
 */
export function* planBlocks(config: BenchmarkConfig, prompts: readonly Prompt[]): Generator<Trial[], never> {
  const cells = planCells(config);
  if (cells.length === 0) {
    throw new InputError(
      'nothing to measure: continuous takes a batch size above 1; add one, or another of --modes',
    );
  }
  const chosen = choosePrompts(config, prompts);
  const random = seededRandom(config.seed);
  for (let block = 0; ; block++) {
    const ordered = shuffled(chosen, random);
    yield shuffled(cells, random).map((cell) => ({ cell, block, prompts: ordered }));
  }
}

/** The prompts of the file that the run uses, in the file's order. */
export const choosePrompts = ({ promptLimit }: BenchmarkConfig, prompts: readonly Prompt[]): Prompt[] =>
  spread(prompts, promptLimit ?? prompts.length);

/**
 * The trials of the first `repeats` blocks, in the order in which they are run. Same config, same order.
 * @throws InputError when nothing is left to measure
 */
export function planTrials(config: BenchmarkConfig, prompts: readonly Prompt[]): Trial[] {
  const blocks = planBlocks(config, prompts);
  return Array.from({ length: config.repeats }, () => blocks.next().value).flat();
}

/** `count` items, evenly spread over the list. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
