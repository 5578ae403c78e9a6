import { digits } from '../format.js';
import { escapeHtml } from './escape.js';
import { displayBundle } from './kernel.js';
import { showText } from './text.js';

/** A danfo frame, as far as a table needs it. */
export interface Tabular {
  readonly columns: readonly string[];
  /** Rows of cells. */
  readonly values: unknown;
}

/** Whole numbers in full, others with the digits that mean something; what was not measured is a dash. */
function cellText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return typeof value === 'number' && !Number.isInteger(value) ? digits(value) : String(value);
}

/** Numbers and names stay on one line; a longer text gets a column that can be read on a phone. */
const LONG_TEXT = 24;

function cellStyle(text: string): string {
  if (/^(about )?[\d–−]|^\S+$/.test(text)) return 'white-space:nowrap';
  return text.length > LONG_TEXT ? 'min-width:14em' : '';
}

/** A second number goes below the first: side by side they make the widest column. */
const cellHtml = (text: string): string =>
  /^\d/.test(text) ? escapeHtml(text).replaceAll(', ', ',<br>') : escapeHtml(text);

/** A number, with its unit and interval where it has them, or the dash of one that was not measured; no date, no name. */
const isNumeric = (text: string): boolean => /^((about )?−?[\d.,]+([ ×–(][^:]*)?|–)$/.test(text);

/** More columns than these are wider than a phone: the page says there that the table scrolls. */
const FIT_A_PHONE = 3;

/** A table under its caption, with header cells that screen readers understand; a wide one scrolls sideways, its caption does not. */
function tableHtml({ columns, values: rows }: Shown, caption: string): string {
  const align = (column: number) =>
    rows.every((row) => isNumeric(cellText(row[column]))) ? 'right' : 'left';
  const head = columns.map(
    (name, i) =>
      `<th scope="col" style="text-align:${align(i)}">${escapeHtml(name).replaceAll('_', '_<wbr>')}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((_, i) => {
      const text = cellText(row[i]);
      return `<td style="text-align:${align(i)};${cellStyle(text)}">${cellHtml(text)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const words = escapeHtml(caption);
  return (
    `<figure class="streambatch-table${columns.length > FIT_A_PHONE ? ' wide' : ''}" style="margin:0"><figcaption style="padding:.3em 0">${words}</figcaption>` +
    `<div class="streambatch-scroll" style="overflow-x:auto" tabindex="0" role="region" aria-label="${words}"><table aria-label="${words}">` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div></figure>`
  );
}

/** Shows a table that most readers can do without, such as raw rows, folded under its caption. */
export function showFoldedTable(
  table: Tabular | readonly Readonly<Record<string, unknown>>[],
  caption: string,
): void {
  const shown = tabular(table);
  if (shown.values.length === 0) return;
  displayBundle({
    'text/html': `<details class="streambatch"><summary>${escapeHtml(caption)}</summary>${tableHtml(shown, caption)}</details>`,
    'text/plain': tableText(shown, caption),
  });
}

/**
 * Shows a danfo frame, or the records of a summary, in the cell; says so where it has no row.
 * @example
 * ```ts
 * import { loadLog, pickExperiment, showTable, summary, summaryTable } from 'streambatch/analysis';
 *
 * const { rows } = pickExperiment((await loadLog()).rows);
 * showTable(summaryTable(summary(rows)), 'Each way of serving.');
 * ```
 */
export function showTable(
  table: Tabular | readonly Readonly<Record<string, unknown>>[],
  caption: string,
): void {
  const shown = tabular(table);
  if (shown.values.length === 0) {
    showText(`Not in this log: a row for the table "${caption}"`);
    return;
  }
  displayBundle({ 'text/html': tableHtml(shown, caption), 'text/plain': tableText(shown, caption) });
}

interface Shown {
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** Records have the columns of the first; no dataframe is loaded for them. */
function tabular(table: Tabular | readonly Readonly<Record<string, unknown>>[]): Shown {
  if ('columns' in table) return { columns: table.columns, values: table.values as Shown['values'] };
  const columns = Object.keys(table[0] ?? {});
  return { columns, values: table.map((row) => columns.map((column) => row[column])) };
}

function tableText({ columns, values }: Shown, caption: string): string {
  const rows = values.map((row) => row.map(cellText).join('\t'));
  return [caption, columns.join('\t'), ...rows].join('\n');
}
