/** The browser of the page tests: one that is installed, never one that is downloaded. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.STREAMBATCH_CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser here; null where there is one. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? null
  : `no browser at ${CHROMIUM}: apt-get install chromium, or set STREAMBATCH_CHROMIUM`;

/** Ends what hangs. No machine is so slow that a step of a page takes this long. */
const PATIENCE_MS = 600_000;

export const launchBrowser = (): Promise<Browser> =>
  // --no-sandbox: CI and containers run as root, and the pages are our own.
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'], timeout: PATIENCE_MS });

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}
