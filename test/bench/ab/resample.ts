import { judge } from '../../../src/ab/judge.js';
import type { BlockPair, Series } from '../../../src/ab/series.js';
import { blocksToGo } from '../../../src/metrics/statistics/decide-so-far.js';
import type { Random } from '../../../src/workload/random.js';

const MOST_BLOCKS = 40;
export const THRESHOLD = 0.05;

/** What a run said, at any of its looks. */
export interface PlayedRun {
  readonly blocks: number;
  /** "time-per-token worse" and the block after which it was first said. */
  readonly claims: ReadonlyMap<string, number>;
}

/**
 * A run on blocks drawn from those that were recorded, with replacement, looked at after each and ended by the rule of `ab`.
 * @param recorded every metric has all blocks
 * @param coin A and B may change places: there is no difference but chance
 */
export function playRun(
  recorded: readonly Series[],
  random: Random,
  { coin, mostBlocks = MOST_BLOCKS }: { readonly coin: boolean; readonly mostBlocks?: number },
): PlayedRun {
  const series = recorded.map((one) => ({ ...one, blocks: [] as (BlockPair | null)[] }));
  const claims = new Map<string, number>();
  for (let blocks = 1; ; blocks++) {
    const drawn = Math.floor(random() * recorded[0]!.blocks.length);
    const turned = coin && random() < 0.5;
    for (const [i, one] of series.entries()) one.blocks.push(turnedIf(turned, recorded[i]!.blocks[drawn]!));
    const judged = judge(series, { threshold: THRESHOLD, blocksLeft: mostBlocks - blocks });
    for (const { metric, verdict } of judged)
      if (!claims.has(`${metric} ${verdict}`)) claims.set(`${metric} ${verdict}`, blocks);
    if (blocksToGo(judged, mostBlocks - blocks) === 0) return { blocks, claims };
  }
}

const turnedIf = (turned: boolean, pair: BlockPair | null): BlockPair | null =>
  turned && pair ? { a: pair.b, b: pair.a } : pair;
