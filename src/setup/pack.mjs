/** What `npm pack --ignore-scripts=false` needs to be there, and no more. `.npmrc` keeps a plain `npm pack` from running this. */
import { build } from './build.mjs';
import { packages } from './packages.mjs';
import { runtime } from './runtime.mjs';
import { setUpOrExit } from './steps.mjs';

setUpOrExit([packages, runtime, build]);
