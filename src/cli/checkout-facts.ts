import { existsSync } from 'node:fs';
import { EMBEDDED_MODEL, locateModel } from '../backends/model-files.js';
import { checkoutRoot, defaultLog, isCheckout } from '../checkout.mjs';
import { StreambatchError } from '../errors.js';
import { logFolder } from '../logging.js';
import { readLog } from '../results/read.js';
import { build } from '../setup/build.mjs';
import { findJupyter } from '../setup/jupyter.mjs';
import { kernelSpec } from '../setup/kernel.mjs';

/** What a checkout has been set up with, and what it has measured. Null: not there; an installed package has no set-up. */
export interface Checkout {
  readonly folder: string;
  readonly jupyter: string | null;
  /** Where it came from: path, pypi (`.venv`) or apt. */
  readonly jupyterWay: string | null;
  readonly nbconvert: string | null;
  readonly kernel: string | null;
  readonly build: 'up to date' | 'out of date' | null;
  readonly embeddedModel: string | null;
  /** Rows of the log; null where there is no log, or it cannot be read. */
  readonly logRows: number | null;
  readonly logProblem: string | null;
  readonly messages: string;
}

export async function describeCheckout(log = defaultLog): Promise<Checkout> {
  return {
    folder: checkoutRoot,
    ...describeSetup(),
    embeddedModel: ifThere(locateModel(EMBEDDED_MODEL).folder),
    ...(await countLogRows(log)),
    messages: logFolder,
  };
}

function describeSetup(): Pick<Checkout, 'jupyter' | 'jupyterWay' | 'nbconvert' | 'kernel' | 'build'> {
  const jupyter = isCheckout ? findJupyter() : null;
  return {
    jupyter: jupyter?.command ?? null,
    jupyterWay: jupyter?.way ?? null,
    nbconvert: jupyter?.nbconvert ?? null,
    kernel: ifThere(kernelSpec),
    build: isCheckout ? buildState() : null,
  };
}

const buildState = () => (build.isDone() ? 'up to date' : 'out of date');

const ifThere = (path: string) => (existsSync(path) ? path : null);

async function countLogRows(path: string): Promise<Pick<Checkout, 'logRows' | 'logProblem'>> {
  if (!existsSync(path)) return { logRows: null, logProblem: null };
  try {
    return { logRows: (await readLog(path)).rows.length, logProblem: null };
  } catch (error) {
    if (!(error instanceof StreambatchError)) throw error;
    return { logRows: null, logProblem: error.message };
  }
}
