/** The analysis in a real JupyterLab, as a reader opens it: Run All before the kernel is connected, and look. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { jupyterEnvironment } from '../../src/setup/kernel.mjs';
import { findLab, installLab, LAB_OPTIONS } from '../../src/setup/lab.mjs';
import { launchBrowser, NO_BROWSER, openPage } from '../support/browser.js';
import { inScratch } from '../support/scratch.js';

const NOTEBOOK = join(checkoutRoot, 'notebooks', '02-analysis.ipynb');

const test = suite('JupyterLab');

/** A JupyterLab on `notebooks`, with its settings and runtime in `folder`. @returns its address, with its token */
async function startLab(lab: string, folder: string, notebooks: string) {
  const own = ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR', 'IPYTHONDIR'];
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const child = spawn(lab, [...asRoot, ...LAB_OPTIONS, '--no-browser', notebooks], {
    env: {
      ...process.env,
      ...jupyterEnvironment(),
      ...Object.fromEntries(own.map((name) => [name, join(folder, name)])),
      STREAMBATCH_LOG: join(checkoutRoot, 'data', 'sample', 'inference_logs.csv'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await new Promise<URL>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/.exec(said)?.[0];
      if (address) resolve(new URL(address));
    });
    child.once('exit', () => reject(new Error(`JupyterLab ended: ${said}`)));
  });
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function runAll(page: Page): Promise<void> {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Run$/ }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click();
  const everyCellRan = `(() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((e) => e.textContent);
    return prompts.length > 0 && prompts.every((prompt) => /^\\[\\d+\\]:$/.test(prompt));
  })()`;
  await page.waitForFunction(everyCellRan);
}

/** Of every figure: its size on the screen and its traces. */
const figures = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('figure.streambatch')].map((figure) => {
    const { width, height } = figure.querySelector('.main-svg')?.getBoundingClientRect() ?? { width: 0, height: 0 };
    return { width, height, traces: figure.querySelectorAll('.trace').length };
  })`) as Promise<{ width: number; height: number; traces: number }[]>;

test('Run All: every figure is drawn, no cell fails, nothing is asked of anybody else', async () => {
  await inScratch(async (folder) => {
    const notebooks = join(folder, 'notebooks');
    mkdirSync(notebooks);
    copyFileSync(NOTEBOOK, join(notebooks, '02-analysis.ipynb'));
    const lab = await startLab(findLab()!, folder, notebooks);
    const browser = await launchBrowser();
    try {
      await openAndRun(browser, lab.url, process.env.STREAMBATCH_SCREENSHOTS);
    } finally {
      await browser.close();
      await lab.close();
    }
  });
});

/** @param pictures folder for what a reader sees, to be looked at */
async function openAndRun(browser: Browser, url: URL, pictures: string | undefined): Promise<void> {
  const page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).host !== url.host)
      problems.push(request.url());
  });
  await page.goto(`${url.origin}/lab/tree/02-analysis.ipynb${url.search}`);
  await page.locator('.jp-CodeCell').first().waitFor();
  // it has been asked for a kernel; whether that is connected by now makes no difference
  await page.locator('.jp-StatusBar-TextItem', { hasText: /\(streambatch\) \| \w/ }).waitFor();
  await runAll(page);
  const expected = readFileSync(NOTEBOOK, 'utf8').match(/showFigure\(/g)!.length;
  await page.waitForFunction(
    `document.querySelectorAll('figure.streambatch:has(.trace)').length === ${expected}`,
  );
  for (const { width, height, traces } of await figures(page)) {
    assert.ok(width > 500 && height > 300 && traces > 0, `${width} × ${height}, ${traces} traces`);
  }
  const failures = '[data-mime-type$="jupyter.error"], [data-mime-type$="jupyter.stderr"]';
  assert.equal(await page.locator(failures).allTextContents(), []);
  assert.equal(problems, []);
  if (pictures) await screenshots(page, pictures);
}

/** What a reader sees of every figure when she comes to it, as `jupyterlab-N.png`. */
async function screenshots(page: Page, folder: string): Promise<void> {
  for (const [i, figure] of (await page.locator('figure.streambatch').all()).entries()) {
    await figure.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(folder, `jupyterlab-${i}.png`) });
  }
}

const missing = NO_BROWSER ?? (findLab() ? null : installLab());
if (missing === null) test.run();
else {
  const absent = suite('JupyterLab');
  absent('is not driven here', () => console.error(`SKIPPED: ${missing.replaceAll('\n', ' ')}`));
  absent.run();
}
