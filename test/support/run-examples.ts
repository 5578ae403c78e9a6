/** Runs programs one after the other in this process: `run-examples.ts <program>…`; the first that fails is named. */
import { pathToFileURL } from 'node:url';

for (const program of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(program).href);
  } catch (error) {
    console.error(program, error);
    process.exit(1); // whatever the program has left open
  }
}
process.exit(0);
