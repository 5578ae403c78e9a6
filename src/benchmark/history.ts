import { groups } from '../group-by.js';
import { commonTrend } from '../metrics/statistics/trend.js';
import { type Flag, flagged } from '../results/flags.js';
import type { LogRow } from '../results/schema.js';
import { wayKey, wayOf } from '../ways.js';
import { type Trial, trialId } from './plan.js';

const DRIFT = 0.05;
const DRIFT_P_VALUE = 0.01;

const cellOf = (row: LogRow): string => wayKey(wayOf(row));

/** What a run has measured so far: what is left to do, how steady it is, and which new rows look odd beside the old. */
export class RunHistory {
  readonly #rows: LogRow[];
  readonly #firstOutput = new Map<string, string>();

  /** @param rows of an earlier part of the same run, where it is resumed */
  constructor(rows: readonly LogRow[] = []) {
    this.#rows = [...rows];
    for (const row of rows) this.#remember(row);
  }

  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** Requests of a trial that have no row yet. */
  missing(trial: Trial): number[] {
    const id = trialId(trial);
    const done = new Set(this.#rows.filter((row) => row.trial_id === id).map((row) => row.request_index));
    return [...trial.prompts.keys()].filter((index) => !done.has(index));
  }

  /** Takes in the rows of a trial that was measured; returns those that were missing, flagged, to be kept. */
  add(trial: Trial, measured: readonly LogRow[]): LogRow[] {
    const missing = new Set(this.missing(trial));
    const partial: Flag[] = missing.size < trial.prompts.length ? ['resumed-trial'] : [];
    const fresh = measured.filter((row) => missing.has(row.request_index));
    const drift: Flag[] = this.#drifts(fresh) ? ['drift'] : [];
    const rows = fresh.map((row) => flagged(row, [...partial, ...drift, ...this.#outputFlags(row)]));
    this.#rows.push(...rows);
    return rows;
  }

  /** One row of each trial, for what its rows share. */
  trials(): LogRow[] {
    return groups(this.#rows, (row) => row.trial_id).map(([first]) => first!);
  }

  /** One value per trial for every cell and measure that a precision is asked of: throughput and mean latency. */
  series(): number[][] {
    return this.#trialsByCell(this.#rows).flatMap((trials) => [
      trials.map(
        ([first]) => first!.saturated_tokens_per_sec ?? first!.aggregate_tokens_per_sec ?? Number.NaN,
      ),
      trials.map(
        (rows) => rows.reduce((sum, row) => sum + (row.total_latency_ms ?? Number.NaN), 0) / rows.length,
      ),
    ]);
  }

  #trialsByCell(rows: readonly LogRow[]): LogRow[][][] {
    return groups(rows, cellOf).map((cell) => groups(cell, (row) => row.trial_id));
  }

  #remember({ prompt_id, output_hash }: LogRow): void {
    if (output_hash !== null && !this.#firstOutput.has(prompt_id))
      this.#firstOutput.set(prompt_id, output_hash);
  }

  #outputFlags(row: LogRow): Flag[] {
    this.#remember(row);
    return row.output_hash === null || row.output_hash === this.#firstOutput.get(row.prompt_id)
      ? []
      : ['outputs-differ'];
  }

  /** Has the speed of all cells together gone one way, by more than chance and more than matters? */
  #drifts(fresh: readonly LogRow[]): boolean {
    const speeds = this.#trialsByCell([...this.#rows, ...fresh]).map((trials) =>
      trials.flatMap(([first]) => first!.aggregate_tokens_per_sec ?? []).map(Math.log),
    );
    const trend = commonTrend(speeds);
    if (!trend) return false;
    const blocks = Math.max(...speeds.map((values) => values.length));
    return trend.pValue < DRIFT_P_VALUE && Math.abs(Math.expm1(trend.slope * (blocks - 1))) > DRIFT;
  }
}
