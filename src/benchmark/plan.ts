import type { Mode, Scheduler } from '../generation.js';
import type { Prompt } from '../workload/prompts.js';
import { seededRandom, shuffled } from '../workload/random.js';
import type { BenchmarkConfig } from './config.js';

/** One way of serving: a cell of the matrix. */
export interface Cell {
  readonly mode: Mode;
  readonly scheduler: Scheduler;
  /** Requests in a static batch, or in flight at once; 1 for sequential. */
  readonly batchSize: number;
}

/** One pass of one cell over the prompts. */
export interface Trial {
  readonly cell: Cell;
  readonly block: number;
  readonly prompts: readonly Prompt[];
}

export const cellName = ({ mode, scheduler, batchSize }: Cell) => `${mode}-${scheduler}-${batchSize}`;

export const trialId = ({ cell, block }: Trial) => `${cellName(cell)}/${block}`;

export function planCells({ modes, batchSizes }: BenchmarkConfig): Cell[] {
  return modes.flatMap((serving): Cell[] => {
    if (serving === 'stream') return [{ mode: 'stream', scheduler: 'sequential', batchSize: 1 }];
    const [mode, scheduler] =
      serving === 'batch' ? (['batch', 'static'] as const) : (['stream', 'continuous'] as const);
    return batchSizes.map((batchSize) => ({ mode, scheduler, batchSize }));
  });
}

/**
 * Randomised blocks: every cell once in each, in an order of its own, so that drift of the machine hits all alike;
 * within a block all cells see the prompts in the same shuffled order, so that they can be paired.
 */
export function planTrials(config: BenchmarkConfig, prompts: readonly Prompt[]): Trial[] {
  const chosen = spread(prompts, config.promptLimit ?? prompts.length);
  const random = seededRandom(config.seed);
  return Array.from({ length: config.repeats }, (_, block) => {
    const ordered = shuffled(chosen, random);
    return shuffled(planCells(config), random).map((cell) => ({ cell, block, prompts: ordered }));
  }).flat();
}

/** `count` items, evenly spread over the list. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
