import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

const { scripts } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The `bench:…` of package.json, each with the arguments that node runs it by. */
export const benchScripts: readonly (readonly [name: string, args: readonly string[]])[] = Object.entries(
  scripts,
)
  .filter(([name]) => name.startsWith('bench:'))
  .map(([name, script]) => [name, script.split(' ').slice(1)]);
