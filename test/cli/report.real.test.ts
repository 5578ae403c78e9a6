/** The notebooks under real Jupyter, through the verb a user calls. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JSDOM } from 'jsdom';
import { chromium } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { createProgram } from '../../src/cli/program.js';
import { BAD_LOGS } from '../analysis/bad-logs.js';
import { inScratch } from '../results/scratch.js';

const test = suite('cli/report');

const SAMPLE = join(checkoutRoot, 'data', 'sample', 'inference_logs.csv');
const header = readFileSync(SAMPLE, 'utf8').split('\n', 1)[0]!;
const MOST_BYTES = 8_000_000;

/** The pages that `report` writes, parsed; their scripts do not run: what is there is what a strict reader sees. */
async function report(folder: string, notebooks: readonly string[], log: string): Promise<Document[]> {
  const args = ['report', '--out', folder, '--log', log, '--notebook', ...notebooks];
  await createProgram().parseAsync(args, { from: 'user' });
  return notebooks.map((name) => {
    const html = readFileSync(join(folder, `${name}.html`), 'utf8');
    assert.ok(html.length < MOST_BYTES, `${name}: ${html.length} bytes`);
    assert.not.match(html, /<script[^>]*src=/);
    return new JSDOM(html).window.document;
  });
}

test('on the sample: every figure has a picture, alt text and a caption, and the last words are an answer', () =>
  inScratch(async (folder) => {
    const pages = await report(folder, ['02-analysis', '03-batch-size', '04-under-load', '05-model'], SAMPLE);
    for (const page of [pages[1], pages[3]]) assert.match(page?.body.textContent ?? '', 'sample/grid.csv');
    for (const page of pages) {
      const figures = [...page.querySelectorAll('figure.streambatch')];
      assert.ok(figures.length >= 2);
      for (const figure of figures) {
        assert.ok(figure.querySelector('img')?.getAttribute('alt'));
        assert.match(figure.querySelector('figcaption')?.textContent ?? '', /n = \d|trial/);
      }
      assert.ok(page.querySelectorAll('h1').length === 1 && page.querySelectorAll('h2').length > 2);
      assert.match(page.querySelector('main')?.lastElementChild?.textContent ?? '', /\d ?(×|%|ms)/);
    }
    assert.is(pages[0]?.title, 'Streaming or batch: what the log says');
  }));

const CHROMIUM = process.env.STREAMBATCH_CHROMIUM ?? '/usr/bin/chromium';
const withBrowser = existsSync(CHROMIUM) ? test : test.skip;
if (withBrowser === test.skip) console.error(`SKIPPED: report on paper: no browser at ${CHROMIUM}`);

withBrowser(
  'on paper: every figure is as wide as the page, whole, and nothing is wider; a PDF is written',
  () =>
    inScratch(async (folder) => {
      const args = ['report', '--out', folder, '--log', SAMPLE, '--format', 'pdf'];
      await createProgram().parseAsync(args, { from: 'user' });
      assert.match(
        readFileSync(join(folder, '02-analysis.pdf'), 'latin1'),
        /^%PDF-.*\/MediaBox \[0 0 59[45]/s,
      );
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(pathToFileURL(join(folder, '02-analysis.html')).href);
      await page.waitForFunction(`!document.querySelector('figure.streambatch:not(:has(.trace))')`);
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
      const widths = (await page.evaluate(`[document.documentElement.scrollWidth,
      ...[...document.querySelectorAll('figure.streambatch .main-svg')].map((svg) =>
        svg.getBoundingClientRect().width / svg.closest('figure').getBoundingClientRect().width)]`)) as number[];
      assert.is(widths[0], 1280);
      assert.ok(
        widths.length > 8 && widths.slice(1).every((share) => Math.abs(share - 1) < 0.01),
        `${widths}`,
      );
      await browser.close();
    }),
);

test('live: a small matrix is measured, into a log beside the page: the one that was named stays as it is', () =>
  inScratch(async (folder) => {
    const log = join(folder, 'read.csv');
    writeFileSync(log, `${header}\n`);
    Object.assign(process.env, { STREAMBATCH_PROMPT_LIMIT: '4', STREAMBATCH_REPEATS: '1' });
    const [live] = await report(folder, ['01-benchmark'], log);
    assert.match(live?.body.textContent ?? '', /12 requests in 3 trials, appended to/);
    assert.is(readFileSync(log, 'utf8'), `${header}\n`);
    assert.is(readFileSync(join(folder, '01-benchmark.csv'), 'utf8').trim().split('\n').length, 13);
    assert.match(live?.body.textContent ?? '', /Cannot tell/);
  }));

/** A log that a notebook can do little with, and what its page must then say. */
const POOR: readonly (readonly [notebook: string, log: keyof typeof BAD_LOGS, says: readonly RegExp[]])[] = [
  ['02-analysis', 'zero rows', [/no request that can be used; npx streambatch run/, /there is no verdict/]],
  [
    '03-batch-size',
    'columns missing that may be',
    [/no column peak_memory_mb, prompt_tokens/, /Static batch: cannot tell/],
  ],
  [
    '04-under-load',
    'one request of a load',
    [
      /this figure needs open loads/,
      /\(no bounds: loads too short\), the highest rate tried; .* of 1 request kept it/,
    ],
  ],
  ['05-model', 'streaming only', [/No model: its 5 terms/, /latency: cannot tell/i]],
];
for (const [notebook, log, says] of POOR) {
  test(`${notebook} on ${log}: every cell runs, and says what is missing`, () =>
    inScratch(async (folder) => {
      const path = join(folder, 'poor.csv');
      writeFileSync(path, BAD_LOGS[log]!);
      const [page] = await report(folder, [notebook], path);
      const text = page?.body.textContent ?? '';
      assert.match(text, /Nothing to show/);
      for (const words of says) assert.match(text, words);
    }));
}

test.run();
