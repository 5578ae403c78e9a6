/** `node src/setup/main.mjs`: set up this checkout. Plain JavaScript and Node's own modules: it runs before any package is there. */
import { SetupError } from './command.mjs';
import { setUp } from './steps.mjs';

try {
  setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`set-up failed: ${error.message}`);
  process.exitCode = 1;
}
