import { counted } from '../format.js';
import type { Experiment } from '../rows/experiment.js';
import { type Matrix, matrix } from '../ways/matrix.js';
import { trials } from '../ways/trials.js';
import { advice } from './advice.js';
import type { Finding } from './finding.js';
import { throughput } from './throughput.js';
import { firstSight, missing, ownStream } from './when.js';

/** What a reader in a hurry needs, to stand above everything else. */
export interface Opening {
  /** What to do, and for whom; not certain where the data do not decide. */
  readonly recommendation: Finding;
  /** The numbers it rests on, one or two sentences. */
  readonly reasons: readonly Finding[];
  /** How sure that is, and on what model and machine. */
  readonly ground: string;
}

/**
 * The recommendation for one experiment, with its reasons and its ground: the same sentences as in its verdict.
 * @example
 * ```ts
 * import { loadLog, opening, pickExperiment, showOpening } from 'streambatch/analysis';
 *
 * showOpening(opening(pickExperiment((await loadLog()).rows)));
 * ```
 */
export function opening(experiment: Experiment): Opening {
  const measured = matrix(experiment.rows);
  const { streaming, batches, continuous } = measured;
  if (!streaming || batches.length + continuous.length === 0)
    return { recommendation: missing(measured), reasons: [], ground: ground(experiment) };
  return { recommendation: advice(measured), reasons: reasons(measured), ground: ground(experiment) };
}

function reasons(measured: Matrix): Finding[] {
  const seen = measured.batches.slice(-1).map((batch) => firstSight(measured, batch));
  const together = measured.continuous.slice(-1).flatMap((cell) => ownStream(measured, cell).slice(0, 1));
  const work = together.length > 0 ? together : throughput(measured).slice(0, 1);
  return [...seen, ...work].filter((finding) => finding !== null);
}

/** Blocks, machine and work: what an opening holds for. */
export function ground({ title, rows }: Experiment): string {
  const machines = [...new Set(rows.map(({ machine }) => machine ?? 'an unnamed machine'))].join('; ');
  if (rows.length === 0) return `There is ${title}.`;
  const of = new Set(trials(rows).map(({ runId, block }) => `${runId}\n${block}`)).size;
  const blocks =
    rows[0]!.source === 'matrix' && of > 0
      ? `, from ${counted(of, 'paired block')}, 95 % intervals in brackets`
      : '';
  return `On ${machines}: ${title}${blocks}.`;
}
