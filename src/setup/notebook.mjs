/** `npm run notebook [-- options of jupyter lab]`: set up, then JupyterLab on the notebooks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { onPath, run } from './command.mjs';
import { installFromPyPI, venvProgram } from './jupyter-venv.mjs';
import { jupyterEnvironment } from './kernel.mjs';
import { setUpOrExit } from './steps.mjs';

const findLab = () =>
  [...onPath('jupyter-lab'), venvProgram('jupyter-lab')].find((command) => run(command, ['--version']).ok);

function labOrExit() {
  const found = findLab();
  if (found) return found;
  console.error('set-up: JupyterLab into .venv …');
  const failure = installFromPyPI('requirements-lab.txt');
  const installed = findLab();
  if (installed) return installed;
  console.error(
    `set-up failed: no JupyterLab, and PyPI's could not be installed: ${failure}\n` +
      'Install one by hand, so that `jupyter-lab --version` answers: `pip install jupyterlab`.',
  );
  process.exit(1);
}

async function main() {
  setUpOrExit();
  const lab = labOrExit();
  setUpOrExit(); // a new .venv wants the kernel too
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : []; // containers
  const child = spawn(lab, [...asRoot, ...process.argv.slice(2), join(checkoutRoot, 'notebooks')], {
    env: { ...process.env, ...jupyterEnvironment() },
    stdio: 'inherit',
  });
  process.on('SIGINT', () => {}); // JupyterLab asks before it stops
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}

main();
