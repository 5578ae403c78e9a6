import type { LogRow } from '../../results/schema.js';
import { counted, percentage } from '../format.js';
import { present } from '../present.js';
import { checkRows } from '../rows/check-rows.js';
import { type Experiment, experiments } from '../rows/experiment.js';
import { matrix } from '../ways/matrix.js';
import { type Price, prices } from '../ways/price.js';
import { type Trial, trials } from '../ways/trials.js';
import { cacheEffect } from './cache.js';
import type { Answer } from './finding.js';
import { speedAgainstMemory } from './memory.js';
import { streamingPrice } from './price.js';
import { effectOnResources } from './resources.js';
import { whenStreaming } from './when.js';

export type { Answer, Finding } from './finding.js';

/** The questions, answered from the rows of one experiment. */
export interface Verdict {
  /** Model, machine and work: what the answers hold for. */
  readonly experiment: string;
  /** What the numbers rest on: n, kind of interval, threshold. */
  readonly basis: string;
  readonly answers: readonly Answer[];
  /** What streaming itself costs, wherever as many requests at once were served without it. */
  readonly prices: readonly Omit<Price, 'comparison'>[];
}

/**
 * Reads a log and answers, for each experiment in it (newest first): when is streaming better, what does speed cost
 * in memory, what does the way of serving do to resources, and, where it can be told, what streaming itself costs. Every sentence is computed; where the data do not decide
 * it says so. Pure, without danfo or plotly: the command line prints the same as the notebooks.
 * @example
 * ```ts
 * import { loadLog, verdict, verdictText } from 'streambatch/analysis';
 *
 * const [newest] = verdict((await loadLog()).rows);
 * console.log(verdictText(newest!));
 * newest!.answers.map(({ question }) => question)[0]; // → 'When is streaming better than batch?'
 * ```
 */
export function verdict(rows: readonly LogRow[]): Verdict[] {
  return experiments(checkRows(rows).rows).map(judge);
}

function judge(experiment: Experiment): Verdict {
  const measured = matrix(experiment.rows);
  return {
    experiment: experiment.title,
    basis: basis(experiment),
    answers: [
      ...[whenStreaming, speedAgainstMemory, effectOnResources].map((answer) => answer(measured)),
      ...streamingPrice(measured),
      ...cacheEffect(measured),
    ],
    prices: prices(measured).map(({ comparison: _, ...price }) => price),
  };
}

/** How to read the answers: said once, here. */
const RULE = [
  'In brackets: 95 % intervals; where one is wider than ± 25 %, or repeats are too few for one, "about" stands instead, and where it is wider than the number itself, the range alone.',
  `A difference counts from 5 % on, once it passes Holm's correction for all comparisons made together; "probably": by its own interval alone.`,
].join(' ');

function basis({ rows }: Experiment): string {
  const all = trials(rows);
  const runs = new Set(all.map(({ runId }) => runId)).size;
  const blocks = new Set(all.map(({ runId, block }) => `${runId}\n${block}`)).size;
  return `${counted(rows.length, 'request')} in ${counted(all.length, 'trial')}: ${counted(blocks, 'paired block')} of ${counted(runs, 'run')}. ${RULE} ${whichThroughput(all)}`;
}

/** What a throughput is of, and how much of the trials that leaves out. */
function whichThroughput(all: readonly Trial[]): string {
  const shares = present(all.map(({ windowShare }) => windowShare));
  if (shares.length === 0) return 'Throughput is that of whole trials, the drain at their end included.';
  const drain = 1 - Math.min(...shares);
  const without = drain < 0.005 ? '' : `, without the drain, up to ${percentage(drain)} of a trial`;
  return `Throughput is that of the time in which as many requests were in the system as a way says${without}.`;
}

/** A verdict as plain text, one sentence a line. */
export function verdictText({ experiment, basis, answers }: Verdict): string {
  return [experiment, ...answers.map(answerText), basis].join('\n\n');
}

/** One answer as plain text: the question, then its findings, those that the data do not decide marked "?". */
export function answerText({ question, findings }: Answer): string {
  return [question, ...findings.map(({ text, certain }) => `  ${certain ? '-' : '?'} ${text}`)].join('\n');
}
