import Table from 'cli-table3';
import { verdict, verdictText } from '../analysis/answers/verdict.js';
import { checkRows } from '../analysis/rows/check-rows.js';
import { damagedWeights } from '../analysis/rows/damaged-weights.js';
import { experiments } from '../analysis/rows/experiment.js';
import { offsetNotes } from '../analysis/rows/instrument-notes.js';
import { sharedMachine } from '../analysis/rows/shared-machine.js';
import { summary, summaryTable } from '../analysis/ways/summary.js';
import type { RunResult } from '../benchmark/run.js';
import { countFlags } from '../results/flags.js';
import type { InstrumentOffset } from '../results/instrument.js';

/** What a run found, for a person: one line a way of serving, then the verdict. */
export function asText({ rows, instrument, model }: RunResult, log: string): string {
  const usable = checkRows(rows).rows;
  const tables = experiments(usable).map((experiment) => asTable(summaryTable(summary(experiment.rows))));
  const verdicts = verdict(usable).map(verdictText);
  const parts = [
    ...tables,
    ...weightsText(rows, model?.perplexityNote),
    ...verdicts,
    ...instrumentText(rows, instrument ? [instrument] : []),
    ...validityText(rows),
  ];
  return `${parts.join('\n\n')}\n\n${rows.length} rows of this run are in ${log}\n`;
}

/** How far the weights are from float32's, where that was checked. */
const weightsText = (rows: RunResult['rows'], note: string | null | undefined): string[] => {
  const lines = [...(note ? [note] : []), ...damagedWeights(rows)];
  return lines.length === 0 ? [] : [lines.join('\n')];
};

/** How much of the times is the instrument's, where it was measured. */
const instrumentText = (rows: RunResult['rows'], offsets: readonly InstrumentOffset[]): string[] =>
  offsets.length === 0 ? [] : [`Instrument: ${offsetNotes(rows, offsets).join(' ')}`];

/** How many rows are flagged, and why; what is usual on this machine, where that is much. */
function validityText(rows: RunResult['rows']): string[] {
  const flagged = rows.filter((row) => row.flags !== null).length;
  if (flagged === 0) return sharedMachine(rows);
  const lines = countFlags(rows).map(
    ({ flag, rows: count, reason }) => `  ${flag}: ${count} rows (${reason})`,
  );
  return [
    [`Validity: ${flagged} of ${rows.length} rows are flagged, and kept:`, ...lines].join('\n'),
    ...sharedMachine(rows),
  ];
}

/** The same for a program. */
export function asJson({ runId, rows, instrument = null, model }: RunResult, log: string): string {
  const usable = checkRows(rows).rows;
  const cells = experiments(usable)
    .flatMap((experiment) => summary(experiment.rows))
    .map(({ trials, ...cell }) => ({ ...cell, trials: trials.length }));
  const facts = {
    run_id: runId,
    log,
    rows: rows.length,
    flags: countFlags(rows),
    notes: [...damagedWeights(rows), ...sharedMachine(rows)],
    weights: model?.perplexityNote ?? null,
    instrument,
  };
  return `${JSON.stringify({ ...facts, cells, verdict: verdict(usable) }, null, 2)}\n`;
}

function asTable(records: readonly Record<string, string>[]): string {
  const columns = Object.keys(records[0] ?? {});
  const table = new Table({
    head: columns,
    colAligns: columns.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...records.map((record) => columns.map((column) => record[column]!)));
  return table.toString();
}
