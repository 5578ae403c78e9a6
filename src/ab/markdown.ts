import { change, counted, digits, limitText, listed } from '../analysis/format.js';
import type { AbComparison } from './judge.js';
import { AB_METRICS } from './metric.js';
import type { AbReport } from './report.js';
import { outlook, summary } from './words.js';

function row(one: AbComparison): string {
  const { label, unit } = AB_METRICS[one.metric];
  const values = [one.a, one.b].map((value) => `${digits(value)} ${unit}`);
  const cells = [one.cell, label, ...values, change(one.ratio), verdictText(one)];
  return `| ${cells.join(' | ')} |`;
}

/** Of B; where it is open, what is known all the same. */
function verdictText({ verdict, direction }: AbComparison): string {
  if (verdict === 'worse' || verdict === 'better') return `**B ${verdict}**`;
  if (verdict === 'same' || direction === null) return verdict;
  return `B ${direction}, perhaps by less than matters`;
}

/** What was measured, and the rule that it was decided by. */
function rule({ blocks, comparisons, threshold }: AbReport): string {
  return [
    `${counted(blocks, 'block')}, in each both sides in random order, prompt against prompt.`,
    `A change counts from ${limitText(threshold)} on; the intervals (in brackets) hold however often one looks, and for ${
      comparisons.length === 1 ? 'the one comparison' : `all ${comparisons.length} comparisons together`
    }.`,
  ].join(' ');
}

/** The answer in a sentence, the numbers, and what they rest on, as GitHub-flavoured Markdown. */
export function toMarkdown(report: AbReport): string {
  const { a, b } = report.sides;
  return [
    summary(report),
    '',
    `A: ${a.where}, ${a.model}. B: ${b.where}, ${b.model}.`,
    '',
    '| serving | metric | A | B | B against A | verdict |',
    '|---|---|---:|---:|---:|---|',
    ...report.comparisons.map(row),
    '',
    outlook(report),
    '',
    rule(report),
    '',
    ...report.notes.map((note) => `* ${note}`),
    ...(report.notes.length > 0 ? [''] : []),
    `The rows are in ${listed([a.log, b.log])}: \`compare\` reads them again.`,
    '',
  ].join('\n');
}
