import { digits } from '../analysis/format.js';
import type { CellComparison, CompareReport } from './comparison.js';
import { METRICS } from './metric.js';

const percent = (ratio: number): string =>
  `${ratio >= 1 ? '+' : '−'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;

function change({ ratio: { estimate, low, high } }: CellComparison): string {
  if (low === null || high === null) return `${percent(estimate)} (no interval)`;
  return `${percent(estimate)} (${percent(low)} … ${percent(high)})`;
}

function verdict({ verdict, trialsNeeded, trials }: CellComparison): string {
  if (verdict !== 'cannot tell') return verdict === 'worse' ? '**worse**' : verdict;
  if (trialsNeeded === null) return 'cannot tell (noise too large for any sensible number of repeats)';
  return `cannot tell (about ${trialsNeeded} repeats a side would do; now ${trials.base} and ${trials.next})`;
}

function row(one: CellComparison): string {
  const { label, unit } = METRICS[one.metric];
  const cells = [
    one.cell,
    label,
    `${digits(one.base)} ${unit}`,
    `${digits(one.next)} ${unit}`,
    change(one),
    verdict(one),
  ];
  return `| ${cells.join(' | ')} |`;
}

function conclusion({ comparisons, threshold }: CompareReport): string {
  const count = (which: CellComparison['verdict']) =>
    comparisons.filter(({ verdict }) => verdict === which).length;
  const parts = (['worse', 'better', 'same', 'cannot tell'] as const)
    .filter((which) => count(which) > 0)
    .map((which) => `${count(which)} ${which}`);
  return `${parts.join(', ')} (a change counts from ${Number((threshold * 100).toFixed(2))} % on; 95 % intervals, Holm-corrected).`;
}

/** The report as GitHub-flavoured Markdown: reads well in a terminal, and in a pull request's summary. */
export function toMarkdown(report: CompareReport): string {
  return [
    '| serving | metric | base | new | change | verdict |',
    '|---|---|---:|---:|---:|---|',
    ...report.comparisons.map(row),
    '',
    conclusion(report),
    ...report.notes.map((note) => `\n* ${note}`),
    '',
  ].join('\n');
}
