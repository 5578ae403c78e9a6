import { Matrix, solve } from 'ml-matrix';
import { mean } from 'simple-statistics';
import { groups } from '../../group-by.js';

/** One value of a way of serving in a block. */
export interface BlockValue {
  readonly way: string;
  readonly block: string;
  readonly value: number;
}

/**
 * What each way would have on average over all blocks, had every block held every way: least squares of way + block
 * (Yates 1940, "The recovery of inter-block information in balanced incomplete block designs", his intra-block estimates).
 * Where no value is missing these are the plain means. Any two differ as they do within blocks, so that a machine that
 * was slow on the day that only some ways were measured is not taken for a slow way.
 * @param values linked (`linked`), one for a way in a block
 */
export function adjustedMeans(values: readonly BlockValue[]): Map<string, number> {
  const ways = [...new Set(values.map(({ way }) => way))];
  const place = new Map(ways.map((way, i) => [way, i]));
  const blocks = groups(values, ({ block }) => block);
  // normal equations with the blocks eliminated; 1 everywhere makes the effects sum to 0, else they are free to shift
  const left = Matrix.ones(ways.length, ways.length);
  const right = Matrix.zeros(ways.length, 1);
  for (const block of blocks) {
    const centre = mean(block.map(({ value }) => value));
    for (const { way, value } of block) {
      const i = place.get(way)!;
      left.set(i, i, left.get(i, i) + 1);
      right.set(i, 0, right.get(i, 0) + value - centre);
      for (const other of block) {
        const j = place.get(other.way)!;
        left.set(i, j, left.get(i, j) - 1 / block.length);
      }
    }
  }
  const effects = solve(left, right).to1DArray();
  const ofBlocks = blocks.map((block) =>
    mean(block.map(({ way, value }) => value - effects[place.get(way)!]!)),
  );
  return new Map(ways.map((way, i) => [way, effects[i]! + mean(ofBlocks)]));
}
