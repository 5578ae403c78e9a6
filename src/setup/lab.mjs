import { onPath, run } from './command.mjs';
import { installFromPyPI, venvProgram } from './jupyter-venv.mjs';

/** A JupyterLab that starts: the user's own, else that of `.venv`. */
export const findLab = () =>
  [...onPath('jupyter-lab'), venvProgram('jupyter-lab')].find((command) => run(command, ['--version']).ok);

/**
 * For a JupyterLab on the notebooks: it offers this checkout's kernel alone. Where Run All comes before the notebook itself,
 * JupyterLab asks which kernel, and would suggest Python's.
 */
export const LAB_OPTIONS = [
  '--KernelSpecManager.ensure_native_kernel=False',
  '--KernelSpecManager.allowed_kernelspecs=tslab',
];

/**
 * Into `.venv`: 180 MB, which nothing else needs. Returns null, or why it failed and what to do by hand.
 * @returns {string | null}
 */
export function installLab() {
  const failure = installFromPyPI('requirements-lab.txt');
  if (findLab()) return null;
  return (
    `no JupyterLab, and PyPI's could not be installed: ${failure}\n` +
    'Install one by hand, so that `jupyter-lab --version` answers: `pip install jupyterlab`.'
  );
}
