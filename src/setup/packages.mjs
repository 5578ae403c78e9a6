import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkoutRoot } from '../checkout.mjs';
import { lastLines, run, SetupError } from './command.mjs';

/** @typedef {{version?: string, resolved?: string, link?: boolean, optional?: boolean, devOptional?: boolean}} Locked */

/** Installs the npm packages, unless `node_modules` already holds what the lock file says. */
export const packages = {
  name: 'packages',
  isDone: () => packagesMatchLock(),
  doing: 'npm ci, a minute or two',
  run: installPackages,
};

/** npm keeps a copy of the lock in node_modules, of what it really installed: comparing the two costs no npm start. */
export function packagesMatchLock(folder = checkoutRoot) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages;
  const installed = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages;
  const manifest = readJson(join(folder, 'package.json'));
  if (!wanted || !installed || !manifest) return false;
  return (
    isDeepStrictEqual(wanted[''].dependencies, manifest.dependencies) &&
    isDeepStrictEqual(wanted[''].devDependencies, manifest.devDependencies) &&
    Object.entries(wanted).every(
      ([path, locked]) => path === '' || isInstalled(folder, path, locked, installed),
    )
  );
}

/**
 * Optional packages may be missing: they are for other platforms.
 * @param {string} folder
 * @param {string} path
 * @param {Locked} locked
 * @param {Record<string, Locked>} installed
 */
function isInstalled(folder, path, locked, installed) {
  const found = installed[path];
  if (found === undefined) return locked.optional === true || locked.devOptional === true;
  return found.version === locked.version && existsSync(join(folder, path));
}

function installPackages() {
  // the scripts stay off where `npm pack` was told to run this package's own
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const clean = npm('ci', ...quiet);
  if (clean.ok) return;
  // A lock file that does not match package.json (a package added by hand) stops `ci`, not `install`.
  const install = npm('install', ...quiet);
  if (install.ok) return;
  throw new SetupError(
    `npm could not install the packages:\n${lastLines(install.output, 12)}\n` +
      'Check that the npm registry can be reached (npm ping), then run this again, or run `npm ci` by hand.',
  );
}

/**
 * The npm that started this script, else the one on PATH.
 * @param {string[]} args
 */
function npm(...args) {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? run(process.execPath, [script, ...args]) : run('npm', args);
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
