import { groupBy } from '../../group-by.js';
import type { Interval } from '../../metrics/statistics/interval.js';
import { meanInterval } from '../../metrics/statistics/mean-interval.js';
import { compareWays, type Way, wayKey } from '../../ways.js';
import { present } from '../present.js';
import { levels, resampling } from './levels.js';
import type { Trial } from './trials.js';

/** What is typical of a way of serving; each is positive. */
export const QUANTITIES = [
  'firstMadeMs',
  'firstSeenMs',
  'latencyMs',
  'throughputTps',
  'peakMb',
  'baselineMb',
  'joulesPerToken',
] as const;
/** Name of such a quantity; ms, tokens per second, MiB or J, as it says. */
export type Quantity = (typeof QUANTITIES)[number];

/**
 * One way of serving within an experiment, in numbers. Every table, figure and sentence takes them from here.
 * The quantities are geometric means over the blocks of the experiment (`adjustedMeans` of the logs), so that their
 * quotients are the ratios within blocks; null when nothing was measured, or nothing that blocks link to the others.
 */
export interface Cell extends Readonly<Record<Quantity, Interval | null>> {
  readonly way: Way;
  readonly trials: readonly Trial[];
  /** Requests that ended well, and those that did not. */
  readonly requests: number;
  readonly failed: number;
  /** Mean share of the computed tokens that was thrown away. */
  readonly wastedShare: Interval | null;
}

/** The cell with the most of a quantity; null where none has any. */
export function highest(all: readonly Cell[], quantity: Quantity): Cell | null {
  const value = (cell: Cell) => cell[quantity]?.estimate ?? 0;
  return all.reduce<Cell | null>(
    (best, cell) => (value(cell) > (best ? value(best) : 0) ? cell : best),
    null,
  );
}

/** The ways of one experiment, streaming first. */
export function cells(trials: readonly Trial[]): Cell[] {
  const typical = QUANTITIES.map((name) => [name, levels(trials, (trial) => trial[name])] as const);
  return [...groupBy(trials, ({ way }) => wayKey(way))]
    .map(([key, group]) => ({
      way: group[0]!.way,
      trials: group,
      requests: group.reduce((sum, { requests }) => sum + requests, 0),
      failed: group.reduce((sum, { requests, attempted }) => sum + attempted - requests, 0),
      wastedShare: meanShare(group),
      ...(Object.fromEntries(typical.map(([name, of]) => [name, of.get(key) ?? null])) as Record<
        Quantity,
        Interval | null
      >),
    }))
    .map(inOrder)
    .sort((a, b) => compareWays(a.way, b.way));
}

const earlier = (a: Interval | null, b: Interval | null) => (a && b && a.estimate > b.estimate ? b : a);

/**
 * Nothing is seen after the end or before it is made, and a batch is seen at its end. Within a block that is so; adjusted
 * for blocks that lack a way, each time is adjusted by its own, and they may end up a little apart.
 */
function inOrder(cell: Cell): Cell {
  const { way, latencyMs, firstSeenMs: seen } = cell;
  const firstSeenMs = way.mode === 'batch' && seen && latencyMs ? latencyMs : earlier(seen, latencyMs);
  return { ...cell, firstSeenMs, firstMadeMs: earlier(cell.firstMadeMs, firstSeenMs) };
}

function meanShare(trials: readonly Trial[]): Interval | null {
  const values = present(trials.map(({ wastedShare }) => wastedShare));
  return values.length === 0 ? null : withinOne(meanInterval(values, resampling()));
}

/** A share lies between none and all, which Student's interval does not know. */
const withinOne = (share: Interval): Interval => ({
  ...share,
  low: share.low === null ? null : Math.max(0, share.low),
  high: share.high === null ? null : Math.min(1, share.high),
});
