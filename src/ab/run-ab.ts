import { RunHistory } from '../benchmark/history.js';
import { Stopping } from '../benchmark/stopping.js';
import { type Clock, nowMs } from '../clock.js';
import { StreambatchError } from '../errors.js';
import { blocksToGo } from '../metrics/statistics/decide-so-far.js';
import { type Random, seededRandom, shuffled } from '../workload/random.js';
import { type AbComparison, judge } from './judge.js';
import { pairRows, seriesOf } from './series.js';
import type { Side } from './side.js';

/** The two that are measured in turns, asked the same. */
export interface Sides {
  readonly a: Side;
  readonly b: Side;
}

/** What an answer takes. */
export interface AbOptions {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  /** No block is begun that would end later. */
  readonly maxMinutes: number;
  /** Of the coin that says who is first in a block. */
  readonly seed: number;
  /** Aborting it ends the block under way. */
  readonly signal: AbortSignal;
  /** Told after every block. */
  readonly onBlock: (soFar: AbSoFar) => void;
  readonly clock?: Clock;
}

/** After a block. */
export interface AbSoFar {
  readonly comparisons: readonly AbComparison[];
  /** Blocks that are whole on both sides. */
  readonly blocks: number;
  readonly blocksLeft: number;
}

/** How the measuring ended. */
export interface AbEnd {
  readonly blocks: number;
  /** Further blocks that there would have been time for. */
  readonly blocksLeft: number;
  /** Why it ended early; absent: it did not. */
  readonly error?: StreambatchError;
}

/**
 * Measures A and B in paired blocks, a coin saying who is first, and looks after each: until every comparison is decided, or
 * cannot be in the time. A side that fails ends it; what was measured before stays.
 * @throws what a side throws in the very first block; the reason of `signal`, before the first block is whole
 */
export async function runAb(sides: Sides, options: AbOptions): Promise<AbEnd> {
  const random = seededRandom(options.seed);
  let end: AbEnd = { blocks: 0, blocksLeft: 0 };
  const stopping = stoppingOf(sides, options, (blocks, blocksLeft) => {
    end = { blocks, blocksLeft };
  });
  for (let block = 0; ; block++) {
    const error = await measureBlock(sides, block, random, options.signal);
    if (error) return { ...end, error };
    if (options.signal.aborted) return end;
    stopping.blockEnded();
    if (stopping.isOver(block + 1, new RunHistory())) return end;
  }
}

/** The rule of a run, with both sides' rows before its judge: one block at least, as without one nothing is known. */
function stoppingOf(
  sides: Sides,
  { threshold, maxMinutes, onBlock, clock = nowMs }: AbOptions,
  note: (blocks: number, blocksLeft: number) => void,
): Stopping {
  const config = { ...sides.a.config, repeats: 1, until: { decided: true as const, maxMinutes } };
  return new Stopping(
    config,
    ({ blocks, blocksLeft }) => {
      note(blocks, blocksLeft);
      const series = seriesOf(pairRows(sides.a.rows, sides.b.rows), blocks);
      const comparisons = judge(series, { threshold, blocksLeft });
      onBlock({ comparisons, blocks, blocksLeft });
      return blocksToGo(comparisons, blocksLeft);
    },
    clock,
  );
}

/** Both sides once. @returns why there is no next block; an interrupted one is no error */
async function measureBlock(
  { a, b }: Sides,
  block: number,
  random: Random,
  signal: AbortSignal,
): Promise<StreambatchError | undefined> {
  try {
    for (const side of shuffled([a, b], random)) await side.measureBlock(block);
  } catch (error) {
    if (signal.aborted && block > 0) return undefined;
    if (block === 0 || !(error instanceof StreambatchError)) throw error;
    return error;
  }
  const failure = a.failed(block) ?? b.failed(block) ?? undefined;
  if (failure && block === 0) throw failure;
  return failure;
}
