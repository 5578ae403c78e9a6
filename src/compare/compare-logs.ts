import { InputError } from '../errors.js';
import { holm } from '../metrics/statistics/holm.js';
import type { LogRow } from '../results/schema.js';
import { compareWays, wayLabel } from '../ways.js';
import type { CompareReport } from './comparison.js';
import { judge, type Measured } from './judge.js';
import { type LoadCell, loadCells } from './load-cells.js';
import { loadNotes } from './load-notes.js';
import { type LoadOptions, measureLoads } from './measure-loads.js';
import { measureTrials, type Side, sidesOf } from './measure-trials.js';
import type { MetricName } from './metric.js';

export interface CompareOptions {
  /** Smallest relative change that matters: 0.05 is 5 %. */
  readonly threshold: number;
  /** By what trials of runs are compared, and by what loads. */
  readonly metrics: readonly MetricName[];
  readonly loads: LoadOptions;
}

/** What was measured of one kind of row, and what the reader must know. */
interface Part {
  readonly measured: readonly Measured[];
  readonly notes: readonly string[];
}

function trialsOf(
  baseRows: readonly LogRow[],
  nextRows: readonly LogRow[],
  metrics: readonly MetricName[],
): Part {
  const sides = sidesOf(baseRows, nextRows);
  const { base, next } = sides;
  const common = [...base.cells]
    .filter(([key]) => next.cells.has(key))
    .sort(([, [a]], [, [b]]) => compareWays(a!.way, b!.way));
  return {
    measured: common.flatMap(([key]) => metrics.flatMap((metric) => measureTrials(metric, key, sides) ?? [])),
    notes: [...onlyNotes(labelsOf(base), labelsOf(next)), ...leftOutNote(base, next)],
  };
}

function loadsOf(baseRows: readonly LogRow[], nextRows: readonly LogRow[], options: LoadOptions): Part {
  const [base, next] = [loadCells(baseRows), loadCells(nextRows)];
  const pairs = [...base].flatMap(([key, cell]) => (next.has(key) ? [[cell, next.get(key)!] as const] : []));
  return {
    measured: pairs.flatMap(([old, fresh]) => measureLoads(old, fresh, options)),
    notes: [...onlyNotes(loadLabels(base), loadLabels(next)), ...loadNotes(pairs, options)],
  };
}

const labelsOf = ({ cells }: Side) => new Map([...cells].map(([key, cell]) => [key, wayLabel(cell[0]!.way)]));
const loadLabels = (cells: Map<string, LoadCell>) =>
  new Map([...cells].map(([key, { label }]) => [key, label]));

/** Cells that one side alone has. */
function onlyNotes(base: ReadonlyMap<string, string>, next: ReadonlyMap<string, string>): string[] {
  const only = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>) =>
    [...a].filter(([key]) => !b.has(key)).map(([, label]) => label);
  return [[only(base, next), 'only in the base'] as const, [only(next, base), 'only in the new log'] as const]
    .filter(([cells]) => cells.length > 0)
    .map(([cells, where]) => `not compared, ${where}: ${cells.join('; ')}`);
}

function leftOutNote(base: Side, next: Side): string[] {
  const leftOut = base.leftOut + next.leftOut;
  return leftOut > 0 ? [`${leftOut} trial(s) with failed requests left out`] : [];
}

/**
 * Compares the cells that two logs have in common: of runs the trials are the values, of loads the batches of requests. "Better"
 * and "worse" take the 95 % interval of the ratio, the threshold, and Holm's correction over the whole report, so that many
 * cells do not cry wolf. The interval knows the spread between trials, or within a load, not between occasions: measure both
 * sides on one machine in one go.
 * @throws InputError when the logs have no cell in common.
 */
export function compareLogs(
  baseRows: readonly LogRow[],
  nextRows: readonly LogRow[],
  { threshold, metrics, loads }: CompareOptions,
): CompareReport {
  const parts = [trialsOf(baseRows, nextRows, metrics), loadsOf(baseRows, nextRows, loads)];
  const measured = parts.flatMap((part) => part.measured);
  if (measured.length === 0) {
    throw new InputError(
      'the two logs have no measured way of serving in common: nothing to compare; run both with the same --ways and --batch-sizes, load both with the same --way and --arrivals, and ask for a --metric that they have',
    );
  }
  const known = measured.filter(({ ratio }) => ratio.pValue !== null);
  const adjusted = new Map(holm(known.map(({ ratio }) => ratio.pValue!)).map((p, i) => [known[i]!, p]));
  const rule = { threshold, comparisons: known.length };
  const comparisons = measured.map((one) => judge(one, adjusted.get(one) ?? null, rule));
  return { threshold, comparisons, notes: parts.flatMap((part) => part.notes) };
}

/** 1: something got worse; 3: something cannot be told; 0: neither. */
export function exitCodeFor({ comparisons }: CompareReport): 0 | 1 | 3 {
  if (comparisons.some(({ verdict }) => verdict === 'worse')) return 1;
  return comparisons.some(({ verdict }) => verdict === 'cannot tell') ? 3 : 0;
}
