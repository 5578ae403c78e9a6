/** The analysis as a page and on paper. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
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

/** The page with its figures drawn; its browser ends however the test ends, or the process would not. */
async function onPage(
  folder: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser, options);
    await page.goto(pathToFileURL(join(folder, '02-analysis.html')).href);
    await page.waitForFunction(`!document.querySelector('figure.streambatch:not(:has(.trace))')`);
    await look(page);
  } finally {
    await browser.close();
  }
}

test('on the sample: the answer comes first, every figure has a title, a picture, alt text and a caption', ({
  page,
}) => {
  isArticle(page);
  assert.is(page.title, 'Streaming or batch: what the log says');
});

withBrowser(
  'on paper: every figure is as wide as the page, whole, and nothing is wider; a PDF is written',
  async ({ folder }) => {
    assert.match(readFileSync(join(folder, '02-analysis.pdf'), 'latin1'), /^%PDF-.*\/MediaBox \[0 0 59[45]/s);
    await onPage(folder, { viewport: { width: 1280, height: 900 } }, async (page) => {
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
    });
  },
);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, the whole page unfolded. */
const VIOLATIONS = `(document.querySelectorAll('details').forEach((one) => { one.open = true; }),
  axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', '))))`;

for (const [width, height, colorScheme] of [
  [1400, 900, 'light'],
  [1400, 900, 'dark'],
  [390, 844, 'light'],
  [390, 844, 'dark'],
] as const)
  withBrowser(
    `${width} px wide, ${colorScheme}: axe finds nothing, nothing is wider than the page, the first chart is on the first screen`,
    ({ folder }) =>
      onPage(folder, { viewport: { width, height }, colorScheme }, async (page) => {
        assert.is(await page.evaluate('document.documentElement.scrollWidth'), width);
        const top = await page.evaluate(
          `document.querySelector('figure.streambatch .main-svg').getBoundingClientRect().top`,
        );
        assert.ok(Number(top) < 0.6 * height, `${top} px`);
        await page.evaluate(AXE);
        assert.equal(await page.evaluate(VIOLATIONS), []);
      }),
  );

withBrowser('by night figures are drawn in the colours of the page, on paper always by day', ({ folder }) =>
  onPage(folder, { colorScheme: 'light' }, async (page) => {
    const ground = `document.querySelector('#figure-1 .main-svg').style.background`;
    const drawn = (color: string) => page.waitForFunction(`${ground} === '${color}'`);
    await drawn('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await drawn('rgb(20, 23, 26)');
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await drawn('rgb(255, 255, 255)');
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await drawn('rgb(20, 23, 26)');
  }),
);

withBrowser('the numbers and the picture of a figure go to the clipboard', ({ folder }) =>
  onPage(folder, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.locator('#figure-1 .copy button').first().click();
    await page.locator('#figure-1 .copy', { hasText: 'Copied' }).waitFor();
    const text = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.match(text, /^series,x: throughput \(useful tokens\/s\),"y: time .*\n"streaming, one by one",\d/);
    await page.locator('#figure-2 .copy button').nth(1).click();
    await page.locator('#figure-2 .copy', { hasText: 'Copied' }).waitFor();
    const read = `navigator.clipboard.read().then(async ([item]) => (await item.getType('image/png')).size)`;
    assert.ok(Number(await page.evaluate(read)) > 10_000);
  }),
);

test.run();
