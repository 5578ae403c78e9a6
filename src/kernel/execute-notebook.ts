import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { cacheFolder } from '../checkout.mjs';
import { asError, InputError, StreambatchError } from '../errors.js';
import { log } from '../logging.js';
import { findJupyter } from '../setup/jupyter.mjs';
import { jupyterEnvironment } from '../setup/kernel.mjs';

export interface NotebookExecution {
  /** Path of the .ipynb file; it is not changed. */
  readonly notebook: string;
  /** File to write: a page (.html), or the notebook with its outputs (.ipynb). */
  readonly out: string;
  /** Added to the environment of the kernel: the parameters of a notebook. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends Jupyter and its kernel. */
  readonly signal?: AbortSignal;
}

const FORMATS: Readonly<Record<string, string>> = { '.html': 'html', '.ipynb': 'notebook' };

/**
 * Executes a notebook from its first cell to its last in a fresh kernel and writes the result.
 * Throws StreambatchError with the error of the cell that failed; nothing is written then.
 */
export async function executeNotebook(execution: NotebookExecution): Promise<void> {
  const jupyter = findJupyter();
  if (jupyter === null) {
    throw new StreambatchError('no Jupyter that can execute notebooks: run `node src/setup/main.mjs` first');
  }
  makeFolder(dirname(resolve(execution.out)));
  const child = spawn(jupyter.command, nbconvertArguments(execution), {
    env: { ...process.env, ...jupyterEnvironment(), ...privateFolders, ...execution.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: execution.signal,
  });
  let printed = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  log.debug({ notebook: execution.notebook, printed }, 'nbconvert ended');
  if (code !== 0) throw new StreambatchError(`${relative('.', execution.notebook)}: ${cellFailure(printed)}`);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new InputError(`${path} cannot be made a folder: ${asError(cause).message}; choose another one`, {
      cause,
    });
  }
}

/**
 * How long nbclient waits for a kernel that starts, and for a cell's output after its end: by default it gives up after
 * 60 s, and drops what comes after 4 s. A busy machine may be slower; only what hangs is ended.
 */
const PATIENCE_S = 600;

/** Jupyter's own files stay in the checkout, and the user's settings do not change the result. */
const privateFolders = {
  IPYTHONDIR: join(cacheFolder, 'jupyter', 'ipython'),
  JUPYTER_CONFIG_DIR: join(cacheFolder, 'jupyter', 'config'),
  JUPYTER_DATA_DIR: join(cacheFolder, 'jupyter', 'data'),
  JUPYTER_RUNTIME_DIR: join(cacheFolder, 'jupyter', 'runtime'),
};

export function nbconvertArguments({ notebook, out }: NotebookExecution): string[] {
  const extension = extname(out);
  const format = FORMATS[extension];
  if (format === undefined) throw new InputError(`cannot export a notebook to "${out}": use .html or .ipynb`);
  const target = ['--output-dir', dirname(resolve(out)), '--output', basename(out, extension)];
  const options = { kernel_name: 'tslab', startup_timeout: PATIENCE_S, iopub_timeout: PATIENCE_S };
  const settings = Object.entries(options).map(([name, value]) => `--ExecutePreprocessor.${name}=${value}`);
  return ['nbconvert', '--execute', ...settings, '--to', format, ...target, resolve(notebook)];
}

/**
 * What nbclient says about a failed cell, in one line: it prints the cell's source between dashes, its output,
 * then the traceback, which the kernel starts with the error itself.
 */
export function cellFailure(printed: string): string {
  const report = printed.split(/CellExecutionError: .*\n/).at(-1)!;
  const [, source = '', ...rest] = report.split(/^-{10,}\n/m);
  const error = rest
    .at(-1)
    ?.trim()
    .split(/\n\s+at /)[0];
  if (!printed.includes('CellExecutionError') || !error)
    return printed.trim().split('\n').at(-1) ?? 'nbconvert failed';
  const firstLine = source.trim().split('\n')[0];
  return `${error.replace(/\s*\n\s*/g, ' ')} (in the cell that starts with \`${firstLine}\`)`;
}
