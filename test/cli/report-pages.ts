/** The report of some notebooks through the verb that a user calls, and what holds of every page of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { JSON_FORMS } from '../../src/cli/json-forms.js';
import { runProgram } from '../../src/cli/run-program.js';
import { printedBy } from '../support/printed.js';

export const SAMPLE = join(checkoutRoot, 'data', 'sample', 'inference_logs.csv');
const MOST_BYTES = 8_000_000;

/** The pages, parsed; their scripts do not run: what is there is what a strict reader sees. */
export async function report(
  folder: string,
  notebooks: readonly string[],
  log: string,
  format: 'html' | 'pdf' = 'html',
): Promise<Document[]> {
  const args = ['report', '--json', '--out', folder, '--log', log, '--format', format];
  const printed = await printedBy(() => runProgram([...args, '--notebook', ...notebooks]));
  const { reports } = JSON_FORMS.report.parse(JSON.parse(printed));
  assert.equal(
    reports.map(({ path }) => path),
    notebooks.map((name) => join(folder, `${name}.${format}`)),
  );
  return notebooks.map((name) => {
    const html = readFileSync(join(folder, `${name}.html`), 'utf8');
    assert.ok(html.length < MOST_BYTES, `${name}: ${html.length} bytes`);
    assert.not.match(html, /<script[^>]*src=/);
    return new JSDOM(html).window.document;
  });
}

/** The answer and one figure come first; every figure has a title, a picture, alt text and a caption, and rows come last. */
export function isArticle(page: Document): void {
  const figures = [...page.querySelectorAll('figure.streambatch')];
  assert.ok(figures.length >= 2);
  for (const figure of figures) {
    assert.ok(figure.querySelector('img')?.getAttribute('alt'));
    assert.match(figure.querySelector('figcaption')?.textContent ?? '', /n = \d|trial/);
  }
  const untitled = figures.filter((figure) => !figure.querySelector('.claim')?.textContent);
  assert.is(untitled.length, 0);
  assert.ok(page.querySelectorAll('h1').length === 1 && page.querySelectorAll('h2').length > 2);
  const order = [...page.querySelectorAll('.streambatch-opening,.streambatch-reasons,figure.streambatch,h2')];
  assert.equal(
    order.slice(0, 4).map((element) => element.className || element.tagName),
    ['streambatch-opening', 'streambatch-reasons', 'streambatch', 'H2'],
  );
  assert.match(order[1]!.textContent!, /\d ?(×|%|ms|requests)/);
  assert.ok(page.querySelector('main')?.lastElementChild?.querySelector('details'));
  for (const link of page.querySelectorAll('nav a, figcaption a'))
    assert.ok(
      page.getElementById(decodeURIComponent(link.getAttribute('href')!.slice(1))),
      `${link.outerHTML}`,
    );
}
