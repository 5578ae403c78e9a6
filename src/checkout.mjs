import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Plain JavaScript, as the set-up needs it. The one place that decides where things are read and written.

/** This package's folder, a checkout or installed: the same from `src/` (tsx, set-up) and from `dist/`. */
export const checkoutRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Notebooks come with a checkout only. An installed package is never written into. */
export const isCheckout = existsSync(join(checkoutRoot, 'notebooks'));

const usualCache = () =>
  isCheckout
    ? join(checkoutRoot, '.cache')
    : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'streambatch');

/** What can be made or fetched again (models, logs of messages): STREAMBATCH_CACHE, else the checkout's or the user's. */
export const cacheFolder = resolve(process.env.STREAMBATCH_CACHE || usualCache());

/** Where results go unless an option says otherwise: to `data/` of a checkout, else to where the command was given. */
const resultFolder = isCheckout ? join(checkoutRoot, 'data') : process.cwd();

export const defaultLog = join(resultFolder, 'inference_logs.csv');
export const reportFolder = join(resultFolder, 'report');

/** The prompts that come with the package. */
export const defaultPrompts = join(checkoutRoot, 'data', 'prompts.csv');
