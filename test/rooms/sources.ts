import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

/** A file of the checkout: its path relative to `src/`, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Files of a folder of the checkout whose name fits, with paths relative to that folder. */
export function filesOf(folder: string, name: RegExp): Source[] {
  const root = join(checkoutRoot, folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return files
    .filter((file) => name.test(file) && !file.endsWith('.d.ts'))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

/** The TypeScript and the set-up of `src/`, in order of path. */
export const sources = (): Source[] => filesOf('src', /\.(ts|mjs)$/);

/** `results/schema` of `results/schema.ts`: what imports are compared by. */
export const moduleOf = (path: string): string => path.replace(/\.[^./]+$/, '');

/** The module that an import leads to, seen from a file relative to `src/`. */
export const importedModule = (file: string, target: string): string =>
  moduleOf(relative('.', join(dirname(file), target)));

/** `from '…'`, `import '…'` and `import('…')` with a relative path: static, type-only and dynamic imports alike. */
export function relativeImports(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map((match) => match[1]!);
}
