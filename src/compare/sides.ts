import { type Experiment, experiments } from '../analysis/rows/experiment.js';
import { InputError } from '../errors.js';
import type { LogRow } from '../results/schema.js';
import { differences } from './differences.js';

/** A log by its path. */
export interface Log {
  readonly path: string;
  readonly rows: readonly LogRow[];
}

/** What is compared of two logs, and what the reader must know of the rest. */
export interface Sides {
  readonly base: readonly LogRow[];
  readonly next: readonly LogRow[];
  /** What differs between them beside their speed. */
  readonly unequal: readonly string[];
  readonly notes: readonly string[];
}

/** Rows of a server are nobody's experiment: what came, came. */
const SOURCES = { matrix: 'runs', load: 'loads' } as const;
type Compared = keyof typeof SOURCES;

/**
 * Of runs and of loads, where both logs hold them: the newest experiment of the new log, against the newest of the base that
 * did the same on the same machine; where the base holds none, its newest, whose differences then say why. Others are never
 * mixed in, but loads of the same server and work, however their requests came: cells of their own.
 * @throws InputError for a log without requests, or two that have nothing of a kind
 */
export function sidesOf(base: Log, next: Log): Sides {
  const sides = (Object.keys(SOURCES) as Compared[]).map((source) => sidesOfSource(base, next, source));
  const [old, fresh] = [
    sides.some((side) => side.base.length > 0),
    sides.some((side) => side.next.length > 0),
  ];
  for (const [{ path }, holds] of [[base, old] as const, [next, fresh] as const]) {
    if (!holds) throw new InputError(`${path} holds no requests; record some with \`run --out ${path}\``);
  }
  const both = sides.filter((side) => side.base.length > 0 && side.next.length > 0);
  return {
    base: both.flatMap((side) => side.base),
    next: both.flatMap((side) => side.next),
    unequal: [...new Set(both.flatMap((side) => side.unequal))],
    notes: sides.flatMap(({ notes }) => notes),
  };
}

function sidesOfSource(base: Log, next: Log, source: Compared): Sides {
  const [old, fresh] = [experiments(base.rows, source), experiments(next.rows, source)];
  const [chosen] = fresh;
  if (!chosen || old.length === 0) return oneSided(base, next, old, fresh, source);
  const like = old.find((one) => isLike(one, chosen)) ?? old[0]!;
  const [mine, theirs] = [alike(old, like, source), alike(fresh, chosen, source)];
  const [baseRows, nextRows] = [mine, theirs].map((some) => some.flatMap(({ rows }) => rows)) as [
    LogRow[],
    LogRow[],
  ];
  return {
    base: baseRows,
    next: nextRows,
    unequal: differences(baseRows, nextRows),
    notes: [...leftOut(base.path, old, mine), ...leftOut(next.path, fresh, theirs)],
  };
}

const isLike = (a: Experiment, b: Experiment): boolean => differences(a.rows, b.rows).length === 0;

/** The experiment; of loads all that differ from it in arrivals alone. */
const alike = (all: readonly Experiment[], like: Experiment, source: Compared): Experiment[] =>
  source === 'load' ? all.filter((one) => one === like || isLike(one, like)) : [like];

function oneSided(
  base: Log,
  next: Log,
  old: readonly Experiment[],
  fresh: readonly Experiment[],
  source: Compared,
): Sides {
  const only = (log: Log, other: readonly Experiment[], mine: readonly Experiment[]) =>
    mine.length > 0 && other.length === 0
      ? [`not compared, only in ${log.path}: its ${SOURCES[source]}`]
      : [];
  return {
    base: old.flatMap(({ rows }) => rows),
    next: fresh.flatMap(({ rows }) => rows),
    unequal: [],
    notes: [...only(base, fresh, old), ...only(next, old, fresh)],
  };
}

const leftOut = (path: string, all: readonly Experiment[], chosen: readonly Experiment[]): string[] =>
  all.length === chosen.length
    ? []
    : [`${path}: ${all.length - chosen.length} other experiment(s) left out; compared: ${chosen[0]!.title}`];
