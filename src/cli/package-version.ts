import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';

/** This package's own version. */
export const packageVersion = (): string =>
  JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')).version;
