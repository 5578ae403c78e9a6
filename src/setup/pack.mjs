/** `node src/setup/pack.mjs`: what `npm pack` needs to be there, and no more. */
import { build } from './build.mjs';
import { packages } from './packages.mjs';
import { runtime } from './runtime.mjs';
import { setUpOrExit } from './steps.mjs';

setUpOrExit([packages, runtime, build]);
