import { advice } from '../analysis/answers/advice.js';
import { leftOpen } from '../analysis/answers/left-open.js';
import { answerText, type Verdict, verdict } from '../analysis/answers/verdict.js';
import { batchRequests } from '../analysis/rows/batch-requests.js';
import { cachedPrompts } from '../analysis/rows/cached-prompts.js';
import { checkRows } from '../analysis/rows/check-rows.js';
import { damagedWeights } from '../analysis/rows/damaged-weights.js';
import { type Experiment, experiments } from '../analysis/rows/experiment.js';
import { offsetNotes } from '../analysis/rows/instrument-notes.js';
import { serverNotes } from '../analysis/rows/server-notes.js';
import { sharedMachine } from '../analysis/rows/shared-machine.js';
import { type Matrix, matrix } from '../analysis/ways/matrix.js';
import { summary } from '../analysis/ways/summary.js';
import type { RunResult } from '../benchmark/run.js';
import { countFlags } from '../results/flags.js';
import { fitted, type Page } from './page.js';
import { wayTable } from './way-table.js';

/** What a run found, for a person: the recommendation, one line a way of serving, then what it rests on. */
export function asText({ rows, instrument = null, model }: RunResult, log: string, page: Page): string {
  const usable = checkRows(rows).rows;
  const measured = experiments(usable).map((experiment) => ({
    ...experiment,
    matrix: matrix(experiment.rows),
  }));
  const openings = measured.map((experiment) => opening(experiment, page));
  const advised = openings.map(({ recommendation }) => recommendation);
  const prose = [
    ...weightsText(rows, model?.perplexityNote),
    ...verdict(usable).flatMap((one) => evidence(one, advised)),
    ...measured.flatMap((experiment) => leftOpen(experiment.matrix, experiment.rows)),
    ...noted('Server', ofServer(rows)),
    ...noted('Instrument', offsetNotes(rows, instrument ? [instrument] : [])),
    ...validityText(rows),
    `${rows.length} rows of this run are in ${log}`,
  ];
  const parts = [...openings.map(({ text }) => text), ...prose.map((text) => fitted(text, page))];
  return `${parts.join('\n\n')}\n`;
}

/** What to do, where that holds, and the numbers. */
function opening(
  { title, rows, matrix }: Experiment & { readonly matrix: Matrix },
  page: Page,
): { recommendation: string; text: string } {
  const recommendation = advice(matrix).text;
  const words = [recommendation, title].map((text) => fitted(text, page));
  return { recommendation, text: [...words, wayTable(summary(rows), page.columns)].join('\n\n') };
}

/** The answers, without what was said first. */
function evidence({ answers, basis }: Verdict, said: readonly string[]): string[] {
  const others = answers.map(({ question, findings }) => ({
    question,
    findings: findings.filter(({ text }) => !said.includes(text)),
  }));
  return [...others.filter(({ findings }) => findings.length > 0).map(answerText), basis];
}

/** How far the weights are from float32's, where that was checked. */
const weightsText = (rows: RunResult['rows'], note: string | null | undefined): string[] => {
  const lines = [...(note ? [note] : []), ...damagedWeights(rows)];
  return lines.length === 0 ? [] : [lines.join('\n')];
};

/** How a server was asked, what it knew of the prompts, what it held, and what held requests up. */
const ofServer = (rows: RunResult['rows']): string[] => [
  ...batchRequests(rows),
  ...cachedPrompts(rows),
  ...serverNotes(rows),
];

const noted = (subject: string, notes: readonly string[]): string[] =>
  notes.length === 0 ? [] : [`${subject}: ${notes.join(' ')}`];

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
    notes: [...damagedWeights(rows), ...ofServer(rows), ...sharedMachine(rows)],
    weights: model?.perplexityNote ?? null,
    instrument,
  };
  return `${JSON.stringify({ ...facts, cells, verdict: verdict(usable) }, null, 2)}\n`;
}
