import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { asError, InputError, StreambatchError } from '../errors.js';
import { lastLines, onPath } from '../setup/command.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ON_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A browser that can print: STREAMBATCH_CHROMIUM, else the first on PATH. @throws InputError where there is none */
export function findBrowser(): string {
  const named = process.env.STREAMBATCH_CHROMIUM;
  const found = (named ? [named] : [...NAMES.flatMap(onPath), ON_MACOS]).find((file) => existsSync(file));
  if (found) return found;
  throw new InputError(
    `--format pdf prints with Chromium or Chrome, and ${named ? `there is no ${named}` : 'none is on PATH'}: install one, ` +
      'name one in STREAMBATCH_CHROMIUM, or take --format html and print the page from any browser',
  );
}

/** Lets a page draw its figures, and prints it. @throws StreambatchError with the browser's last words */
export async function printPage(
  browser: string,
  page: string,
  pdf: string,
  signal: AbortSignal,
): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'streambatch-browser-')); // the user's own may be open
  const options = [
    '--headless',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses root, which containers run as
    `--user-data-dir=${profile}`,
    '--window-size=1280,900', // figures as a reader at a desk sees them
    '--virtual-time-budget=20000', // of the page's clock: timers of scripts run out before it prints
    '--no-pdf-header-footer',
    `--print-to-pdf=${resolve(pdf)}`,
  ];
  try {
    await promisify(execFile)(browser, [...options, pathToFileURL(resolve(page)).href], { signal });
  } catch (cause) {
    signal.throwIfAborted();
    const lastWords = lastLines(asError(cause).message, 1);
    throw new StreambatchError(`${browser} did not print ${page}: ${lastWords}`, { cause });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
