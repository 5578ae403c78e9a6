import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { venvFolder } from './jupyter-venv.mjs';

/** Holds `kernels/tslab`: a kernel for this checkout only. */
const jupyterPath = join(checkoutRoot, 'src', 'kernel');

/** Where a `.venv` looks for kernels; VS Code finds the kernel there without any setting. */
const venvKernel = join(venvFolder, 'share', 'jupyter', 'kernels', 'tslab');

/** Links the kernel into `.venv`, where there is one. */
export const kernel = {
  name: 'kernel',
  isDone: () => !existsSync(venvFolder) || linkTarget() === relative(dirname(venvKernel), kernelSpec),
  doing: 'tslab, for this checkout only',
  run: linkKernel,
};

export const kernelSpec = join(jupyterPath, 'kernels', 'tslab');

function linkTarget() {
  return existsSync(venvKernel) ? readlinkSync(venvKernel) : null;
}

function linkKernel() {
  mkdirSync(dirname(venvKernel), { recursive: true });
  rmSync(venvKernel, { recursive: true, force: true });
  symlinkSync(relative(dirname(venvKernel), kernelSpec), venvKernel, 'dir');
}

/**
 * The environment in which Jupyter finds the kernel, and the kernel this very Node.
 * @returns {Record<string, string>}
 */
export function jupyterEnvironment() {
  const { JUPYTER_PATH, PATH } = process.env;
  return {
    JUPYTER_PATH: [jupyterPath, ...(JUPYTER_PATH ? [JUPYTER_PATH] : [])].join(delimiter),
    PATH: [dirname(process.execPath), PATH].join(delimiter),
  };
}
