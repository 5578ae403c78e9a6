import { mean } from 'simple-statistics';
import { groupBy } from '../../group-by.js';
import { type Interval, rescale } from '../../metrics/statistics/interval.js';
import { meanInterval } from '../../metrics/statistics/mean-interval.js';
import { wayKey } from '../../ways.js';
import { seededRandom } from '../../workload/random.js';
import { linked } from '../rows/linked.js';
import type { Trial } from './trials.js';
import { adjustedMeans, type BlockValue } from './two-way.js';

/** Where resampling is needed it is the same every time: the same log gives the same verdict. */
export const resampling = () => ({ random: seededRandom(1) });

/**
 * The interval of logarithms about an estimate that rests on more than them: their spread, its place. In linear scale.
 * Where no block lacks a way the estimate is their mean; with runs of fewer ways, or a fifth of the trials missing, 92 to
 * 97 % of the intervals of ratios held the truth (1,500 simulated logs each, one way 2 to 4 times as noisy as the others).
 */
export function intervalAbout(estimate: number, logs: readonly number[]): Interval {
  const shift = Math.log(estimate) - mean([...logs]);
  const moved = meanInterval(
    logs.map((value) => value + shift),
    resampling(),
  );
  return { ...rescale(moved, Math.exp), estimate };
}

export const blockOf = ({ runId, block }: Trial): string => `${runId}\n${block}`;

/** What is typical of each way, by its key; ways that nothing was measured of, or that blocks do not link, have none. */
export function levels(trials: readonly Trial[], of: (trial: Trial) => number | null): Map<string, Interval> {
  const measured = trials.flatMap((trial): BlockValue[] => {
    const value = of(trial);
    return value === null || value <= 0
      ? []
      : [{ way: wayKey(trial.way), block: blockOf(trial), value: Math.log(value) }];
  });
  const part = mostWays(measured);
  const means = adjustedMeans(part);
  return new Map(
    [...groupBy(part, ({ way }) => way)].map(([way, group]) => [
      way,
      intervalAbout(
        Math.exp(means.get(way)!),
        group.map(({ value }) => value),
      ),
    ]),
  );
}

/** A quantity may be missing where the trials are not: what remains may be linked no more. */
function mostWays(values: readonly BlockValue[]): readonly BlockValue[] {
  const parts = linked(
    values,
    ({ way }) => way,
    ({ block }) => block,
  );
  const size = (part: readonly BlockValue[]) => new Set(part.map(({ way }) => way)).size;
  return parts.reduce<readonly BlockValue[]>((a, b) => (size(b) > size(a) ? b : a), []);
}
