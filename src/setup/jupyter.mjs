import { lastLines, onPath, run, SetupError } from './command.mjs';
import { installFromDebian } from './jupyter-debian.mjs';
import { installFromPyPI, venvProgram } from './jupyter-venv.mjs';

/**
 * The ways to a Jupyter that can execute notebooks, in order of preference. `find` lists candidates;
 * `install` gets one, or returns why it cannot. STREAMBATCH_JUPYTER=path|pypi|apt allows one of them only.
 * @typedef {{find: () => string[], install: () => string | null}} Way
 * @type {Readonly<Record<string, Way>>}
 */
const WAYS = {
  path: { find: () => onPath('jupyter'), install: () => 'no working `jupyter nbconvert` on PATH' },
  pypi: { find: () => [venvProgram('jupyter')], install: () => installFromPyPI('requirements.txt') },
  apt: { find: () => ['/usr/bin/jupyter'], install: installFromDebian },
};

const BY_HAND =
  'Install one by hand, so that `jupyter nbconvert --version` answers, and run this again: ' +
  '`pip install nbconvert` (Python 3.10 or later), or on Debian and Ubuntu ' +
  '`apt-get install jupyter-core jupyter-nbconvert`.';

/** @typedef {{command: string, way: string, nbconvert: string}} Jupyter */

/** Makes sure that some Jupyter can execute notebooks. */
export const jupyter = {
  name: 'jupyter',
  isDone: () => findJupyter() !== null,
  doing: 'nbconvert into .venv, or from the system’s packages',
  run: installJupyter,
};

/** @returns {Jupyter | null} the first that answers with an nbconvert new enough */
export function findJupyter() {
  for (const [way, { find }] of allowedWays()) {
    for (const command of find()) {
      const nbconvert = nbconvertVersion(command);
      if (nbconvert !== null) return { command, way, nbconvert };
    }
  }
  return null;
}

/**
 * Null where there is none that works, or one older than 6, which exports differently.
 * @param {string} command
 */
function nbconvertVersion(command) {
  const { ok, output } = run(command, ['nbconvert', '--version']);
  const version = ok ? output.match(/^(\d+)\.[\d.]+$/m) : null;
  return version && Number(version[1]) >= 6 ? version[0] : null;
}

function allowedWays() {
  const only = process.env.STREAMBATCH_JUPYTER;
  if (only === undefined || only === '') return Object.entries(WAYS);
  const way = WAYS[only];
  if (way === undefined) {
    throw new SetupError(`STREAMBATCH_JUPYTER is "${only}"; use path, pypi or apt, or leave it unset.`);
  }
  return [/** @type {[string, Way]} */ ([only, way])];
}

function installJupyter() {
  const failures = [];
  for (const [way, { install }] of allowedWays()) {
    const failure = install();
    if (failure === null && findJupyter() !== null) return;
    failures.push(
      `  ${way.padEnd(6)}${lastLines(failure ?? 'installed, but `jupyter nbconvert` does not answer')}`,
    );
  }
  throw new SetupError(`no Jupyter that can execute notebooks:\n${failures.join('\n')}\n${BY_HAND}`);
}
