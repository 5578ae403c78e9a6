import { type Cell, type Comparison, compare, level } from '../compare.js';
import { digits, mebibytes, times, tokensPerSecond } from '../format.js';
import { against, type Matrix } from '../matrix.js';
import { wayLabel } from '../way.js';
import { type Answer, type Finding, found, unknown } from './finding.js';

/** What does speed cost in memory? */
export function speedAgainstMemory({ streaming, cells }: Matrix): Answer {
  const question = 'What does speed cost in memory?';
  const others = cells.filter((cell) => cell !== streaming);
  if (!streaming || others.length === 0) {
    return {
      question,
      findings: [unknown('cannot tell: it takes streaming and at least one other way of serving.')],
    };
  }
  const best = fastest(against(streaming, others, 'throughputTps'));
  if (!best) {
    return {
      question,
      findings: [unknown('cannot tell: nothing measured here is surely faster than streaming one by one.')],
    };
  }
  const cell = others.find(({ way }) => way === best.way)!;
  return { question, findings: [...price(streaming, cell, best), ...knee(streaming, others, cell)] };
}

function fastest(comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons
    .filter(({ decision }) => decision === 'more')
    .sort((a, b) => b.ratio.estimate - a.ratio.estimate)[0];
}

/** The fastest way: what it gains over streaming, and what that takes. */
function price(streaming: Cell, cell: Cell, gain: Comparison): Finding[] {
  const memory = compare(cell, streaming, 'peakMb');
  const speed = level(cell, (trial) => trial.throughputTps)!;
  const label = wayLabel(cell.way);
  const start = `${label} is the fastest: ${tokensPerSecond(speed)}, ${times(gain.ratio)} that of streaming`;
  if (!memory) return [unknown(`${start}; what it takes in memory was not measured.`)];
  const { low, high, estimate } = memory.difference;
  if (low === null || high === null || (low <= 0 && high >= 0)) {
    return [
      unknown(`${start}; cannot tell whether its peak memory differs: ${mebibytes(memory.difference)} more.`),
    ];
  }
  const each = `${digits(Math.abs(estimate / gain.difference.estimate))} MiB`;
  return [
    estimate > 0
      ? found(
          `${start}. Its peak memory is ${mebibytes(memory.difference)} higher: ${each} for each additional token per second.`,
        )
      : found(
          `${start}, and its peak memory is ${mebibytes({ ...memory.difference, estimate: -estimate, low: -high, high: -low })} lower.`,
        ),
  ];
}

/** The smallest size of the fastest family that the fastest does not surely beat. */
function knee(streaming: Cell, others: readonly Cell[], best: Cell): Finding[] {
  const family = others.filter(
    ({ way }) => way.mode === best.way.mode && way.scheduler === best.way.scheduler,
  );
  const enough = family.find(
    (cell) => cell === best || compare(best, cell, 'throughputTps')?.decision === 'same',
  );
  if (family.length < 2 || !enough) return [];
  if (enough === best) return [found(`no smaller size gives the same throughput within 5 %.`)];
  const memory = compare(enough, streaming, 'peakMb');
  const cost = memory ? `, for ${mebibytes(memory.difference)} more than streaming` : '';
  return [
    found(`${wayLabel(enough.way)} gives the same within 5 %${cost}: beyond it, memory buys no speed.`),
  ];
}
