import { groups } from '../group-by.js';
import type { LogRow } from '../results/schema.js';
import { compareWays, familyLabel, type Way, wayOf } from '../ways.js';

/** One load: its requests, in the order of the schedule. */
export type Requests = readonly LogRow[];

/** All loads of one way of serving and one kind and rate of arrivals. */
export interface LoadCell {
  /** Its family and arrivals: "streaming, continuous batching, poisson:4". */
  readonly label: string;
  readonly way: Way;
  /** Closed loops: the answers set the rate. */
  readonly isOpen: boolean;
  readonly loads: readonly Requests[];
}

/** The loads among the rows of one experiment, by the name of their trial, which says how they were served and came. */
export function loadCells(rows: readonly LogRow[]): Map<string, LoadCell> {
  const loads = rows.filter(({ source }) => source === 'load');
  const cells = groups(loads, ({ trial_id }) => trial_id).map(
    (cell) => [cell[0]!.trial_id, toCell(cell)] as const,
  );
  return new Map(cells.sort(([, a], [, b]) => compareWays(a.way, b.way)));
}

function toCell(rows: readonly LogRow[]): LoadCell {
  const [first] = rows as [LogRow];
  const arrivals = first.trial_id.split('/').at(-1)!;
  const inOrder = (load: readonly LogRow[]) => [...load].sort((a, b) => a.request_index - b.request_index);
  return {
    label: `${familyLabel(wayOf(first))}, ${arrivals}`,
    way: { ...wayOf(first), batchSize: 1 }, // it varies from batch to batch
    isOpen: !arrivals.startsWith('closed'),
    loads: groups(rows, ({ run_id }) => run_id).map(inOrder),
  };
}

/** Two cells' loads, request by request the same where they were asked the same in the same order. */
export interface Aligned {
  readonly base: readonly Requests[];
  readonly next: readonly Requests[];
  readonly paired: boolean;
}

/** Cuts loads of one schedule to what both have of it; others stay as they are. */
export function align({ loads: base }: LoadCell, { loads: next }: LoadCell): Aligned {
  const paired = base.length === next.length && base.every((load, i) => sameSchedule(load, next[i]!));
  if (!paired) return { base, next, paired };
  const cut = (mine: readonly Requests[], others: readonly Requests[]) =>
    mine.map((load, i) => load.slice(0, others[i]!.length));
  return { base: cut(base, next), next: cut(next, base), paired };
}

/** The seed alone is not enough: other prompts come in another order. */
const sameSchedule = (a: Requests, b: Requests): boolean =>
  a[0]!.seed === b[0]!.seed && a.every((row, i) => b[i] === undefined || row.prompt_id === b[i].prompt_id);
