/** `node src/setup/main.mjs`: set up this checkout, and no more. */
import { setUpOrExit } from './steps.mjs';

setUpOrExit();
