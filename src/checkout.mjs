import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder: the same from `src/` (tsx, set-up) and from `dist/`. Plain JavaScript, as the set-up needs it. */
export const checkoutRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** What can be made or fetched again: models, logs. */
export const cacheFolder = process.env.STREAMBATCH_CACHE ?? join(checkoutRoot, '.cache');
