import { lastLines, onPath, run } from './command.mjs';

const PACKAGES = ['jupyter-core', 'jupyter-nbconvert'];

/**
 * Installs Debian's own packages: the only step that writes outside the checkout. Returns null, or why it failed.
 * @returns {string | null}
 */
export function installFromDebian() {
  if (onPath('apt-get').length === 0) return 'no apt-get: this is no Debian or Ubuntu';
  const update = aptGet('update', '--quiet');
  const install = aptGet('install', '--yes', '--quiet', '--no-install-recommends', ...PACKAGES);
  if (install.ok) return null;
  return `apt-get install failed: ${lastLines(update.ok ? install.output : `${update.output}\n${install.output}`, 2)}`;
}

/**
 * As root, or through a sudo that does not ask.
 * @param {string[]} args
 */
function aptGet(...args) {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  if (process.getuid?.() === 0) return run('apt-get', args, environment);
  return run('sudo', ['--non-interactive', 'apt-get', ...args], environment);
}
