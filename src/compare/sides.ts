import { COMPARABLE, type Experiment, experiments } from '../analysis/rows/experiment.js';
import { ASKED } from '../analysis/rows/workload.js';
import { InputError } from '../errors.js';
import type { LogRow } from '../results/schema.js';

/** Values of a column, in order of first appearance. */
const valuesOf = (rows: readonly LogRow[], name: keyof LogRow): string =>
  [...new Set(rows.map((row) => String(row[name] ?? 'unknown')))].join(' and ');

const promptsOf = (rows: readonly LogRow[]): Map<string, number | null> =>
  new Map(rows.map((row) => [row.prompt_id, row.prompt_tokens]));

/** One name for the workload of a side; null where the log is older than such names. */
const workloadOf = (rows: readonly LogRow[]): string | null => rows[0]?.workload_hash ?? null;

/** One sentence when two sides were asked different things. The id alone is not enough: a prompt may have been edited. */
function promptDifference(base: readonly LogRow[], next: readonly LogRow[]): string[] {
  const workloads = [workloadOf(base), workloadOf(next)] as const;
  const known = !workloads.includes(null);
  if (known && workloads[0] === workloads[1]) return [];
  const [old, fresh] = [promptsOf(base), promptsOf(next)];
  const changed = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (id) => old.get(id) !== fresh.get(id),
  );
  if (changed.length > 0) {
    const some = changed.slice(0, 5).join(', ');
    return [
      `prompts: ${changed.length} are not the same on both sides (${some}${changed.length > 5 ? ', …' : ''})`,
    ];
  }
  const sameAsked = ASKED.every((name) => valuesOf(base, name) === valuesOf(next, name));
  return known && sameAsked
    ? [`prompts: other texts of the same names and lengths (workload_hash: ${workloads.join(' against ')})`]
    : [];
}

/** What differs between two logs beside their speed, one sentence each. */
export function differences(base: readonly LogRow[], next: readonly LogRow[]): string[] {
  const unequal = COMPARABLE.filter((name) => valuesOf(base, name) !== valuesOf(next, name));
  return [
    ...unequal.map((name) => `${name}: ${valuesOf(base, name)} against ${valuesOf(next, name)}`),
    ...promptDifference(base, next),
  ];
}

/** A log by its path. */
export interface Log {
  readonly path: string;
  readonly rows: readonly LogRow[];
}

/** What is compared of two logs, and what the reader must know of the rest. */
export interface Sides {
  readonly base: readonly LogRow[];
  readonly next: readonly LogRow[];
  readonly notes: readonly string[];
}

/**
 * The newest experiment of the new log, against the newest of the base that did the same on the same machine; where the
 * base holds none, its newest, whose differences then say why. Others are never mixed in.
 * @throws InputError for a log without requests
 */
export function sidesOf(base: Log, next: Log): Sides {
  const [old, fresh] = [experimentsOf(base), experimentsOf(next)];
  const chosen = fresh[0]!;
  const like = old.find(({ rows }) => differences(rows, chosen.rows).length === 0) ?? old[0]!;
  return {
    base: like.rows,
    next: chosen.rows,
    notes: [...leftOut(base.path, old, like), ...leftOut(next.path, fresh, chosen)],
  };
}

function experimentsOf({ path, rows }: Log): Experiment[] {
  const all = experiments(rows);
  if (all.length === 0)
    throw new InputError(`${path} holds no requests; record some with \`run --out ${path}\``);
  return all;
}

const leftOut = (path: string, all: readonly Experiment[], chosen: Experiment): string[] =>
  all.length === 1
    ? []
    : [`${path}: ${all.length - 1} other experiment(s) left out; compared: ${chosen.title}`];
