/** The analysis as a page and on paper. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { launchBrowser, NO_BROWSER, openPage } from '../support/browser.js';
import { isArticle, report, SAMPLE } from './report-pages.js';

const test = suite<{ folder: string; page: Document }>('cli/report on paper');
const withBrowser = NO_BROWSER === null ? test : test.skip;
if (NO_BROWSER) console.error(`SKIPPED: report on paper: ${NO_BROWSER}`);

/** A PDF is printed from the page, which stays beside it: one execution for both. */
test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'streambatch-paper-'));
  const format = NO_BROWSER === null ? 'pdf' : 'html';
  const [page] = await report(context.folder, ['02-analysis'], SAMPLE, format);
  context.page = page!;
});
test.after(({ folder }) => rmSync(folder, { recursive: true }));

test('on the sample: every figure has a picture, alt text and a caption, and the last words are an answer', ({
  page,
}) => {
  isArticle(page);
  assert.is(page.title, 'Streaming or batch: what the log says');
});

withBrowser(
  'on paper: every figure is as wide as the page, whole, and nothing is wider; a PDF is written',
  async ({ folder }) => {
    assert.match(readFileSync(join(folder, '02-analysis.pdf'), 'latin1'), /^%PDF-.*\/MediaBox \[0 0 59[45]/s);
    const browser = await launchBrowser();
    const page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(join(folder, '02-analysis.html')).href);
    await page.waitForFunction(`!document.querySelector('figure.streambatch:not(:has(.trace))')`);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
    const widths = (await page.evaluate(`[document.documentElement.scrollWidth,
      ...[...document.querySelectorAll('figure.streambatch .main-svg')].map((svg) =>
        svg.getBoundingClientRect().width / svg.closest('figure').getBoundingClientRect().width)]`)) as number[];
    assert.is(widths[0], 1280);
    assert.ok(widths.length > 8 && widths.slice(1).every((share) => Math.abs(share - 1) < 0.01), `${widths}`);
    await browser.close();
  },
);

test.run();
