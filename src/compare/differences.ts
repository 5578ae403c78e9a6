import { COMPARABLE } from '../analysis/rows/experiment.js';
import { ASKED } from '../analysis/rows/workload.js';
import type { LogRow } from '../results/schema.js';

/** Values of a column, in order of first appearance. */
const valuesOf = (rows: readonly LogRow[], name: keyof LogRow): string =>
  [...new Set(rows.map((row) => String(row[name] ?? 'unknown')))].join(' and ');

const promptsOf = (rows: readonly LogRow[]): Map<string, number | null> =>
  new Map(unknownFirst(rows).map((row) => [row.prompt_id, row.prompt_tokens]));

/** So that what some rows of a prompt tell holds, whatever others do not (those of lists of prompts). */
const unknownFirst = (rows: readonly LogRow[]): LogRow[] => [
  ...rows.filter((row) => row.prompt_tokens === null),
  ...rows.filter((row) => row.prompt_tokens !== null),
];

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
