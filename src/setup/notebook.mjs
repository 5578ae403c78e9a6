/** `npm run notebook [-- options of jupyter lab]`: set up, then JupyterLab on the notebooks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { jupyterEnvironment } from './kernel.mjs';
import { findLab, installLab, LAB_OPTIONS } from './lab.mjs';
import { setUpOrExit } from './steps.mjs';

function labOrExit() {
  const found = findLab();
  if (found) return found;
  console.error('set-up: JupyterLab into .venv …');
  const failure = installLab();
  const installed = findLab();
  if (installed) return installed;
  console.error(`set-up failed: ${failure}`);
  process.exit(1);
}

async function main() {
  setUpOrExit();
  const lab = labOrExit();
  setUpOrExit(); // a new .venv wants the kernel too
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : []; // containers
  const child = spawn(
    lab,
    [...asRoot, ...LAB_OPTIONS, ...process.argv.slice(2), join(checkoutRoot, 'notebooks')],
    {
      env: { ...process.env, ...jupyterEnvironment() },
      stdio: 'inherit',
    },
  );
  process.on('SIGINT', () => {}); // JupyterLab asks before it stops
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}

void main();
