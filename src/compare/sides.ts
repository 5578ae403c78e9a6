import { COMPARABLE, experiments } from '../analysis/experiment.js';
import { InputError } from '../errors.js';
import type { LogRow } from '../results/schema.js';

/** Values of a column, in order of first appearance. */
const valuesOf = (rows: readonly LogRow[], name: keyof LogRow): string =>
  [...new Set(rows.map((row) => String(row[name] ?? 'unknown')))].join(' and ');

const promptsOf = (rows: readonly LogRow[]): Map<string, number | null> =>
  new Map(rows.map((row) => [row.prompt_id, row.prompt_tokens]));

/** One sentence when two sides were asked different things. The id alone is not enough: a prompt may have been edited. */
function promptDifference(base: readonly LogRow[], next: readonly LogRow[]): string[] {
  const [old, fresh] = [promptsOf(base), promptsOf(next)];
  const changed = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (id) => old.get(id) !== fresh.get(id),
  );
  if (changed.length === 0) return [];
  const some = changed.slice(0, 5).join(', ');
  return [
    `prompts: ${changed.length} are not the same on both sides (${some}${changed.length > 5 ? ', …' : ''})`,
  ];
}

/** What differs between two logs beside their speed, one sentence each. */
export function differences(base: readonly LogRow[], next: readonly LogRow[]): string[] {
  const unequal = COMPARABLE.filter((name) => valuesOf(base, name) !== valuesOf(next, name));
  return [
    ...unequal.map((name) => `${name}: ${valuesOf(base, name)} against ${valuesOf(next, name)}`),
    ...promptDifference(base, next),
  ];
}

/** The rows of the newest experiment of a log: earlier ones with other models or options are not mixed in. */
export function newestExperiment(
  path: string,
  rows: readonly LogRow[],
): { rows: readonly LogRow[]; notes: string[] } {
  const [newest, ...others] = experiments(rows);
  if (!newest) throw new InputError(`${path} holds no requests; record some with \`run --out ${path}\``);
  if (others.length === 0) return { rows: newest.rows, notes: [] };
  return {
    rows: newest.rows,
    notes: [`${path}: ${others.length} older experiment(s) left out; compared: ${newest.title}`],
  };
}
