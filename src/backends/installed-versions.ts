import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BackendError } from '../errors.js';

const { resolve } = createRequire(import.meta.url);

/** Versions of packages as they are loaded here, by name. @throws BackendError where one is not installed */
export const installedVersions = (packages: readonly string[]): Record<string, string> =>
  Object.fromEntries(packages.map((name) => [name, installedVersion(name)]));

/** Read from where Node looks for packages: one that exports no package.json cannot be asked for it. */
function installedVersion(name: string): string {
  const files = (resolve.paths(name) ?? []).map((folder) => join(folder, name, 'package.json'));
  const file = files.find((path) => existsSync(path));
  if (!file)
    throw new BackendError(`package ${name} is not installed; install it, or choose another --backend`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
