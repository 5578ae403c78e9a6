import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder: the same from `src/` (tsx, set-up) and from `dist/`. Plain JavaScript, as the set-up needs it. */
export const checkoutRoot = dirname(dirname(fileURLToPath(import.meta.url)));
