/** `npm start [-- options of run]`: set up, measure, write the report. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { setUpOrExit } from './steps.mjs';

/**
 * Runs a verb of the built command line; ends this process with the verb's exit code where that is not 0.
 * @param {string[]} args
 */
async function streambatch(...args) {
  const child = spawn(process.execPath, [join(checkoutRoot, 'dist', 'cli.js'), ...args], {
    stdio: 'inherit',
  });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
}

async function main() {
  setUpOrExit();
  process.on('SIGINT', () => {}); // Ctrl-C reaches the verb too, which keeps what is finished; wait for it
  await streambatch('run', ...process.argv.slice(2));
  await streambatch('report');
}

void main();
