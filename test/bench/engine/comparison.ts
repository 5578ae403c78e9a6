import { median } from 'simple-statistics';
import { groups } from '../../../src/group-by.js';
import { type Interval, meanInterval, pairedRatio } from '../../../src/metrics/statistics/index.js';
import { seededRandom } from '../../../src/workload/random.js';
import type { Turn } from './turns.js';

/** What of a turn is compared. */
export type Pick<T> = (turn: T) => number;

const block = ({ run, round }: Turn): string => `${run} ${round}`;

/** The turns of whichever participant has the lowest median. */
export function lowest<T extends Turn & { participant: string }>(turns: readonly T[], pick: Pick<T>): T[] {
  const byName = groups(turns, ({ participant }) => participant);
  const typical = (own: readonly T[]) => median(own.map(pick));
  return byName.reduce((best, own) => (typical(own) < typical(best) ? own : best), byName[0] ?? []);
}

/** a over b, paired by run and round, with its interval; null where no round has both. */
export function ratioOf<T extends Turn>(a: readonly T[], b: readonly T[], pick: Pick<T>): Interval | null {
  const pairs = a.flatMap((turn) => {
    const other = b.find((candidate) => block(candidate) === block(turn));
    return other ? [{ a: pick(turn), b: pick(other), cluster: block(turn) }] : [];
  });
  return pairs.length === 0 ? null : pairedRatio(pairs, { random: seededRandom(1) });
}

/** Mean of a value over turns, with its interval. */
export const meanOf = <T extends Turn>(turns: readonly T[], pick: Pick<T>): Interval =>
  meanInterval(turns.map(pick), { random: seededRandom(1) });

/** Median of the rounds, and their range. */
export function spread(numbers: readonly number[], digits: number): string {
  const range = `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;
  return `${median([...numbers]).toFixed(digits)} (${range})`;
}

export function intervalText({ estimate, low, high }: Interval): string {
  const interval = low === null ? 'too few rounds for an interval' : `${low.toFixed(2)}–${high!.toFixed(2)}`;
  return `${estimate.toFixed(2)} (${interval})`;
}

/** Whether a target is reached: only an interval wholly on one side of it says so. */
export function verdictOn({ low, high }: Interval, target: number): string {
  if (low === null || high === null) return 'too few rounds';
  if (low >= target) return 'met';
  return high < target ? 'not met' : 'cannot tell';
}
