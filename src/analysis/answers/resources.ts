import { wayPhrase } from '../../ways.js';
import { joules, mebibytes, percent } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import type { Comparison } from '../ways/ratios.js';
import { effect, PEAK_MEMORY, told } from './difference.js';
import { type Answer, type Finding, found, unknown } from './finding.js';

/** What does the way of serving do to resources? */
export function effectOnResources(matrix: Matrix): Answer {
  const largest = [matrix.batches.at(-1), matrix.continuous.at(-1)].filter((cell) => cell !== undefined);
  const findings = [
    ...matrix.cells.slice(0, 1).flatMap(footprint),
    ...againstStreaming(matrix, largest, 'peakMb').map(peak),
    ...largest.flatMap(waste),
    ...energy(matrix),
  ];
  return {
    question: 'What does the way of serving do to resources?',
    findings:
      findings.length > 0
        ? findings
        : [unknown('cannot tell: the log holds no memory and no count of computed tokens.')],
  };
}

/** What the model takes before it serves anything. */
function footprint(cell: Cell): Finding[] {
  const [baseline, peak] = [cell.baselineMb, cell.peakMb];
  if (!baseline || !peak) return [];
  return [
    found(
      `loaded and warm, the model's process holds ${mebibytes(baseline)}; while ${wayPhrase(cell.way)} runs it peaks at ${mebibytes(peak)}.`,
    ),
  ];
}

function peak(memory: Comparison): Finding {
  if (memory.decision === 'cannot tell') return told(memory, PEAK_MEMORY);
  const than = memory.decision === 'same' ? 'as' : 'than';
  return found(
    `with ${wayPhrase(memory.way)}, peak memory is ${effect(memory, PEAK_MEMORY)} ${than} with streaming, a difference of ${mebibytes(memory.difference)}.`,
  );
}

/** Work thrown away: a static batch computes ended rows until its slowest ends. */
function waste(cell: Cell): Finding[] {
  const share = cell.wastedShare;
  const label = wayPhrase(cell.way);
  if (!share) return [];
  if (share.estimate > 0) {
    const why = 'for answers that had ended before the slowest of their batch';
    return [found(`${label} throws away ${percent(share)} of the tokens it computes, ${why}.`)];
  }
  const forced = cell.trials.every((trial) => trial.forced);
  const caveat = forced ? ': every answer was forced to one length; natural lengths would show the cost' : '';
  return [found(`${label} computes no token that it throws away${caveat}.`)];
}

/** Levels alone: a machine that does other work besides puts that into each of them. */
function energy({ cells }: Matrix): Finding[] {
  const told = cells.flatMap((cell) => (cell.joulesPerToken ? [{ cell, each: cell.joulesPerToken }] : []));
  if (told.length === 0) return [];
  const least = told.reduce((best, one) => (one.each.estimate < best.each.estimate ? one : best));
  const [first] = told as [(typeof told)[number]];
  const where = ({ cell, each }: typeof first) => `${joules(each)} with ${wayPhrase(cell.way)}`;
  const both = least === first ? where(first) : `${where(first)}, and least, ${where(least)}`;
  return [
    found(`a token took ${both}: energy of all that ran on this machine meanwhile, idle share included.`),
  ];
}
