import type { Way } from '../ways.js';
import type { Prompt } from '../workload/prompts.js';

/** Filling every batch may make the work of a trial this many times as large. */
const MOST_TIMES = 2;

/**
 * The prompts of a trial, in passes: all of them once, then again as often as it takes to fill every batch of every cell,
 * the last pass with some from all over the list. The same for all cells, so that they do equal work. Sizes that have
 * only very long lists in common fill the largest; what is left short of the others is flagged.
 */
export function promptPasses(prompts: readonly Prompt[], cells: readonly Way[]): Prompt[][] {
  if (prompts.length === 0) return [];
  const wanted = fullCount(prompts.length, cells);
  const passes = Math.ceil(wanted / prompts.length);
  const rest = wanted - (passes - 1) * prompts.length;
  return Array.from({ length: passes }, (_, i) => spread(prompts, i === passes - 1 ? rest : prompts.length));
}

/** Requests of a trial: at least `count`, and no batch of fewer than its size. */
function fullCount(count: number, cells: readonly Way[]): number {
  const largest = Math.max(1, ...cells.map(({ batchSize }) => batchSize));
  const batches = cells.filter(({ scheduler }) => scheduler === 'static').map(({ batchSize }) => batchSize);
  const least = Math.max(count, largest);
  const all = roundUp(least, batches.reduce(leastCommonMultiple, 1));
  return all <= MOST_TIMES * least ? all : roundUp(least, largest);
}

const roundUp = (count: number, step: number): number => Math.ceil(count / step) * step;

const leastCommonMultiple = (a: number, b: number): number => (a / greatestCommonDivisor(a, b)) * b;

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** `count` items, evenly spread over the list. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
