import { decide } from '../metrics/statistics/decide.js';
import type { LogRow } from '../results/schema.js';
import { blockRatio, type Cell, cells, SMALLEST_EFFECT } from './compare.js';
import { experimentKey } from './experiment.js';
import { groupBy } from './group.js';
import { type Trial, trials } from './trials.js';
import type { Way } from './way.js';

/** What a way of serving has to be good at when N requests come at the same moment. */
export interface Criterion {
  readonly name: string;
  /** Value of a trial with N requests at once; more is better. */
  readonly value: (trial: Trial, together: number) => number | null;
}

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
  /** Ways that were measured. */
  readonly rivals: number;
  /** The only unbeaten way over the runner-up; null where several are. */
  readonly lead: number | null;
  /** Paired blocks behind the decision. */
  readonly n: number;
}

/**
 * The winner for each prompt category, output length and number of requests at once. Only trials whose prompts are
 * all of one category count: in a mixed batch the long prompts decide for all.
 */
export function wins(rows: readonly LogRow[], criterion: Criterion): Win[] {
  const pure = [...groupBy(rows, ({ run_id, trial_id }) => `${run_id}\n${trial_id}`).values()].filter(
    (trial) => trial.every(({ prompt_category }) => prompt_category === trial[0]!.prompt_category),
  );
  const conditions = groupBy(pure.flat(), (row) => `${experimentKey(row)}\n${row.prompt_category}`);
  return [...conditions.values()].flatMap((group) => {
    const measured = cells(trials(group));
    const sizes = [...new Set(measured.map(({ way }) => way.batchSize))].filter((size) => size > 1);
    return sizes.map((together) => ({
      category: group[0]!.prompt_category ?? 'none',
      maxNewTokens: group[0]!.max_new_tokens,
      together,
      ...best(measured, together, criterion),
    }));
  });
}

function best(
  measured: readonly Cell[],
  together: number,
  { value }: Criterion,
): Pick<Win, 'unbeaten' | 'rivals' | 'lead' | 'n'> {
  const rivals = measured.filter(({ way }) => way.scheduler === 'sequential' || way.batchSize === together);
  const ratiosOf = (cell: Cell) =>
    rivals
      .filter((other) => other !== cell)
      .map((other) => blockRatio(cell, other, (trial) => value(trial, together)))
      .filter((ratio) => ratio !== null);
  const beaten = (cell: Cell) =>
    ratiosOf(cell).some((ratio) => decide(ratio, SMALLEST_EFFECT).verdict === 'less');
  const unbeaten = rivals.filter((cell) => !beaten(cell));
  const leads = unbeaten.length === 1 ? ratiosOf(unbeaten[0]!).map(({ estimate }) => estimate) : [];
  return {
    unbeaten: unbeaten.map(({ way }) => way),
    rivals: rivals.length,
    lead: leads.length > 0 ? Math.min(...leads) : null,
    n: Math.min(...rivals.map((cell) => cell.trials.length)),
  };
}
