import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { lastLines, onPath, run } from './command.mjs';

export const venvFolder = join(checkoutRoot, '.venv');

/** @param {string} name */
export const venvProgram = (name) => join(venvFolder, 'bin', name);

/**
 * Installs pinned packages into `.venv` of the checkout, making it where it is missing. Returns null, or why it failed.
 * @param {'requirements.txt' | 'requirements-lab.txt'} requirements
 * @returns {string | null}
 */
export function installFromPyPI(requirements) {
  const isNew = !run(venvProgram('pip'), ['--version']).ok; // missing, or left behind by a move of the checkout
  const failure = (isNew ? makeVenv() : null) ?? pipInstall(requirements);
  if (failure === null) writeFileSync(join(venvFolder, 'package.json'), NOT_OUR_MODULES);
  else if (isNew) rmSync(venvFolder, { recursive: true, force: true });
  return failure;
}

/** Without it, Node takes JupyterLab's scripts for ES modules, because of the checkout's own package.json. */
const NOT_OUR_MODULES = '{ "type": "commonjs" }\n';

/** @param {string} requirements */
function pipInstall(requirements) {
  const list = join(checkoutRoot, 'src', 'setup', requirements);
  const quiet = ['--quiet', '--no-cache-dir', '--disable-pip-version-check', '--no-input', '--retries', '1'];
  const install = ['-m', 'pip', 'install', ...quiet, '--no-deps', '--requirement', list]; // the lists are complete
  const { ok, output } = run(venvProgram('python'), install);
  return ok ? null : `pip install failed: ${lastLines(output, 2)}`;
}

/** With the first python3 on PATH that can: a Debian without python3-venv, or a Python below 3.10, cannot. */
function makeVenv() {
  let failure = 'no python3 on PATH';
  for (const python of new Set(onPath('python3'))) {
    const { ok, output } = run(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
    if (!ok) {
      failure = `${python} is older than Python 3.10, or broken. ${lastLines(output, 1)}`;
      continue;
    }
    const venv = run(python, ['-m', 'venv', '--clear', venvFolder]);
    if (venv.ok) return null;
    failure = `${python} -m venv failed: ${venv.output.split('\n\n')[0]?.replaceAll('\n', ' ')}`;
  }
  return failure;
}
