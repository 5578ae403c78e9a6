import { geometricMean } from 'simple-statistics';
import type { CompareVerdict } from '../compare/comparison.js';
import { type DecisionSoFar, decideSoFar } from '../metrics/statistics/decide-so-far.js';
import type { Interval } from '../metrics/statistics/interval.js';
import { AB_METRICS, type AbMetricName } from './metric.js';
import type { BlockPair, Series } from './series.js';

/** One way of serving by one metric: what may be said of B against A. */
export interface AbComparison {
  readonly cell: string;
  readonly metric: AbMetricName;
  /** Geometric means over the blocks. */
  readonly a: number;
  readonly b: number;
  /** b / a, with the interval that the verdict was read off; its n counts blocks. */
  readonly ratio: Interval;
  /** Of B: better or worse than A. */
  readonly verdict: CompareVerdict;
  /** Where B surely lies, whether or not the size matters. */
  readonly direction: 'better' | 'worse' | null;
  readonly standing: DecisionSoFar['standing'];
  /** The block from which on the verdict has stood; null: there is none. */
  readonly decidedAfter: number | null;
  /** Further blocks until there is one, if nothing changes; 0: there is, null: unknown, or more than 1,000. */
  readonly blocksNeeded: number | null;
}

/** What counts, and how long one can go on looking. */
export interface AbRule {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  /** Further blocks that the time allows. */
  readonly blocksLeft: number;
}

const isPair = (pair: BlockPair | null): pair is BlockPair => pair !== null;

const logRatios = ({ blocks }: Series): number[] => blocks.filter(isPair).map(({ a, b }) => Math.log(b / a));

function verdictOf(metric: AbMetricName, { decision, side }: DecisionSoFar) {
  const [above, below] =
    AB_METRICS[metric].better === 'higher' ? (['better', 'worse'] as const) : (['worse', 'better'] as const);
  const verdict: CompareVerdict = decision === 'greater' ? above : decision === 'less' ? below : decision;
  return { verdict, direction: side === null ? null : side === 'above' ? above : below };
}

/** What may be said of all series after their last block, by the rule of `run --until decided`: however often one looks. */
export function judge(series: readonly Series[], rule: AbRule): AbComparison[] {
  const decisions = decideSoFar(series.map(logRatios), rule);
  return series.map(({ cell, metric, blocks }, i) => {
    const { interval, standing, blocksNeeded } = decisions[i]!;
    const pairs = blocks.filter(isPair);
    return {
      cell,
      metric,
      a: geometricMean(pairs.map(({ a }) => a)),
      b: geometricMean(pairs.map(({ b }) => b)),
      ratio: interval,
      ...verdictOf(metric, decisions[i]!),
      standing,
      decidedAfter: null,
      blocksNeeded,
    };
  });
}

/** The verdicts after the last block, each with the block since which it has stood. */
export function verdicts(series: readonly Series[], rule: AbRule): AbComparison[] {
  const looks = Math.max(0, ...series.map(({ blocks }) => blocks.length));
  const earlier = Array.from({ length: looks }, (_, i) => judge(until(series, i + 1), rule));
  return judge(series, rule).map((one) => {
    if (one.verdict === 'cannot tell') return one;
    const stood = (look: readonly AbComparison[]) =>
      look.some(
        ({ cell, metric, verdict }) => cell === one.cell && metric === one.metric && verdict === one.verdict,
      );
    return { ...one, decidedAfter: earlier.findLastIndex((look) => !stood(look)) + 2 };
  });
}

const until = (series: readonly Series[], blocks: number): Series[] =>
  series
    .map((one) => ({ ...one, blocks: one.blocks.slice(0, blocks) }))
    .filter((one) => one.blocks.some(isPair));
