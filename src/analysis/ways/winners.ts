import { groupBy, groups } from '../../group-by.js';
import type { Interval } from '../../metrics/statistics/interval.js';
import type { LogRow } from '../../results/schema.js';
import type { Way } from '../../ways.js';
import { underFirstCache } from '../rows/caches.js';
import { categoriesOf } from '../rows/categories.js';
import { experimentKeys } from '../rows/experiment.js';
import { type Cell, cells } from './cell.js';
import { decideTogether } from './decide-together.js';
import { type Measures, ratioOf } from './ratios.js';
import { trials } from './trials.js';

/** What a way of serving has to be good at when N requests come at the same moment. */
export interface Criterion {
  readonly name: string;
  /** Value of a trial, or of what is typical of a way, with N requests at once; more is better. */
  readonly value: (of: Measures, together: number) => number | null;
}

/** Useful tokens per second of all requests together. */
export const MOST_WORK: Criterion = {
  name: 'most tokens per second',
  value: ({ throughputTps }) => throughputTps,
};

/** Served one by one, the average request waits for half of the others; in a batch or in flight, it starts at once. */
export const SOONEST: Criterion = {
  name: 'soonest first token, on average',
  value: ({ way, firstSeenMs, latencyMs }, together) => {
    if (firstSeenMs === null || latencyMs === null) return null;
    const inLineMs = way.scheduler === 'sequential' ? ((together - 1) / 2) * latencyMs : 0;
    return 1 / (firstSeenMs + inLineMs);
  },
};

/** One condition, and who wins there. */
export interface Win {
  readonly category: string;
  readonly maxNewTokens: number;
  readonly together: number;
  /** Ways that no other was shown to beat, one or several; all of them where the data decide nothing. */
  readonly unbeaten: readonly Way[];
  /** Several are unbeaten, and each two of them were shown to be the same within 5 %: there is no winner to find. */
  readonly alike: boolean;
  /** Ways that were measured. */
  readonly rivals: number;
  /** The only unbeaten way over the runner-up; null where several are. */
  readonly lead: number | null;
  /** Paired blocks behind the decision. */
  readonly n: number;
}

/** All that was measured under one condition, with N requests at once. */
interface Field {
  readonly condition: Pick<Win, 'category' | 'maxNewTokens' | 'together'>;
  readonly rivals: readonly Cell[];
  readonly duels: readonly Duel[];
}

/** Two rivals, and the value of the first over that of the second, block by block. */
interface Duel {
  readonly of: Cell;
  readonly over: Cell;
  readonly ratio: Interval;
}

/**
 * The winner for each prompt category, output length and number of requests at once. Only trials whose prompts are
 * all of one category count: in a mixed batch the long prompts decide for all. A map makes many comparisons, on few
 * blocks each: they are corrected together, so that about one in 20 of those claimed is there by chance.
 */
export function wins(rows: readonly LogRow[], criterion: Criterion): Win[] {
  const pure = groups(underFirstCache(rows), ({ run_id, trial_id }) => `${run_id}\n${trial_id}`).filter(
    (trial) => trial.every(({ prompt_category }) => prompt_category === trial[0]!.prompt_category),
  );
  const keyOf = experimentKeys(rows);
  const conditions = groupBy(pure.flat(), (row) => `${keyOf(row)}\n${row.prompt_category}`);
  const order = categoriesOf(rows);
  const all = [...conditions.values()]
    .sort((a, b) => order.indexOf(a[0]!.prompt_category) - order.indexOf(b[0]!.prompt_category))
    .flatMap((group) => fields(group, criterion));
  const duels = all.flatMap((field) => field.duels);
  const outcomes = decideTogether(
    duels.map(({ ratio }) => ratio),
    'one in 20 false',
  );
  const losers = duels.flatMap(({ of, over }, i) =>
    outcomes[i]!.decision === 'less' ? [of] : outcomes[i]!.decision === 'greater' ? [over] : [],
  );
  const draws = duels.filter((_, i) => outcomes[i]!.decision === 'same');
  return all.map((field) => toWin(field, new Set(losers), new Set(draws)));
}

/** The fields of one condition, one for each number of requests at once. */
function fields(group: readonly LogRow[], { value }: Criterion): Field[] {
  const { prompt_category, max_new_tokens: maxNewTokens } = group[0]!;
  const ways = trials(group);
  const sizes = [...new Set(ways.map(({ way }) => way.batchSize))]
    .filter((size) => size > 1)
    .sort((a, b) => a - b);
  return sizes.map((together) => {
    // cells of this field alone, so that one that loses here has not lost elsewhere
    const rivals = cells(ways).filter(
      ({ way }) => way.scheduler === 'sequential' || way.batchSize === together,
    );
    const duels = rivals.flatMap((of, i) =>
      rivals.slice(i + 1).flatMap((over) => {
        const ratio = ratioOf(of, over, (measures) => value(measures, together));
        return ratio ? [{ of, over, ratio }] : [];
      }),
    );
    return { condition: { category: prompt_category ?? 'none', maxNewTokens, together }, rivals, duels };
  });
}

function toWin(
  { condition, rivals, duels }: Field,
  losers: ReadonlySet<Cell>,
  draws: ReadonlySet<Duel>,
): Win {
  const unbeaten = rivals.filter((cell) => !losers.has(cell));
  const [winner, ...others] = unbeaten;
  const between = duels.filter(({ of, over }) => unbeaten.includes(of) && unbeaten.includes(over));
  const pairs = (unbeaten.length * (unbeaten.length - 1)) / 2;
  const leads = duels.flatMap(({ of, over, ratio }) =>
    of === winner ? [ratio.estimate] : over === winner ? [1 / ratio.estimate] : [],
  );
  return {
    ...condition,
    unbeaten: unbeaten.map(({ way }) => way),
    alike: pairs > 0 && between.filter((duel) => draws.has(duel)).length === pairs,
    rivals: rivals.length,
    lead: others.length === 0 && leads.length > 0 ? Math.min(...leads) : null,
    n: duels.length === 0 ? 0 : Math.min(...duels.map(({ ratio }) => ratio.n)),
  };
}
