import { change, digits, limitText, roundedUp } from '../analysis/format.js';
import type { CellComparison, CompareReport } from './comparison.js';
import { DESCRIBED } from './load-metric.js';

/** The verdict in words: where it is open, what is known all the same, and what would settle it. */
function verdict(one: CellComparison, threshold: string): string {
  const { verdict, direction, sure } = one;
  if (verdict !== 'cannot tell') return verdict === 'worse' ? '**worse**' : verdict;
  if (direction === null) return `cannot tell (${settling(one)})`;
  const known = sure ? `${direction}, perhaps by less than ${threshold}` : `probably ${direction}`;
  return `${known} (${settling(one)})`;
}

/** A trial is repeated; a load takes more requests. */
const COUNTED_AS = { trials: 'repeats', requests: 'requests' } as const;

function settling({ trialsNeeded, trials, ratio, counts }: CellComparison): string {
  const what = COUNTED_AS[counts];
  if (trialsNeeded === null) return `noise too large for any sensible number of ${what}`;
  const now = `now ${trials.base} and ${trials.next}`;
  if (ratio.low === null) return `too few ${what}: ${now}; ${trialsNeeded} a side may do`;
  return `about ${roundedUp(trialsNeeded)} ${what} a side would settle it; ${now}`;
}

function row(one: CellComparison, threshold: string): string {
  const { label, unit } = DESCRIBED[one.metric];
  const cells = [
    one.cell,
    label,
    `${digits(one.base)} ${unit}`,
    `${digits(one.next)} ${unit}`,
    change(one.ratio),
    verdict(one, threshold),
  ];
  return `| ${cells.join(' | ')} |`;
}

const COUNTED = { worse: 'worse', better: 'better', same: 'same', 'cannot tell': 'undecided' } as const;

/** How many of each, and the rule they were decided by. */
function conclusion({ comparisons }: CompareReport, threshold: string): string {
  const parts = Object.entries(COUNTED).flatMap(([which, word]) => {
    const count = comparisons.filter(({ verdict }) => verdict === which).length;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  const likely = comparisons.some((one) => one.verdict === 'cannot tell' && one.direction && !one.sure);
  const probably = likely ? '; "probably": by its own interval alone' : '';
  return `${parts.join(', ')}. A change counts from ${threshold} on, if its 95 % interval (in brackets) excludes none and it passes Holm's correction for all comparisons${probably}.`;
}

/** The report as GitHub-flavoured Markdown: reads well in a terminal, and in a pull request's summary. */
export function toMarkdown(report: CompareReport): string {
  const threshold = limitText(report.threshold);
  return [
    '| serving | metric | base | new | change | verdict |',
    '|---|---|---:|---:|---:|---|',
    ...report.comparisons.map((one) => row(one, threshold)),
    '',
    conclusion(report, threshold),
    ...report.notes.map((note) => `\n* ${note}`),
    '',
  ].join('\n');
}
