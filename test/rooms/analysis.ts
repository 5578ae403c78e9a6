import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

/**
 * Which folders of `src/analysis` a folder may import, beside itself: rows of the log → ways of serving → answers →
 * figures. Files at the root (how numbers are written) are for all, and import none of them; the index imports all.
 */
export const MAY_IMPORT_INSIDE: Readonly<Record<string, readonly string[]>> = {
  rows: [],
  ways: ['rows'],
  answers: ['rows', 'ways'],
  'cost-model': ['rows', 'answers'],
  display: ['answers'],
  figures: ['rows', 'ways', 'cost-model', 'display'],
};

const root = join(checkoutRoot, 'src', 'analysis');

/** The files at its root, which belong to no folder. */
export const rootFiles = (): string[] => readdirSync(root).filter((file) => file.endsWith('.ts'));

/** Folder of a path; empty at the root. */
const folderOf = (path: string): string => (path.includes('/') ? path.split('/')[0]! : '');

/** `ways/cell.ts → answers/size.js` for every import that goes against the order. */
export function againstTheOrder(
  files = readdirSync(root, { recursive: true, encoding: 'utf8' }),
  read = (file: string) => readFileSync(join(root, file), 'utf8'),
): string[] {
  const code = files.filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  return code.flatMap((file) => {
    const targets = [...read(file).matchAll(/\bfrom '(\.[^']*)'/g)].map(([, path]) =>
      join(dirname(file), path!),
    );
    const wrong = targets.filter((target) => {
      const [from, to] = [folderOf(file), folderOf(target)];
      const inside = !target.startsWith('..') && to !== '' && to !== from;
      return inside && !(MAY_IMPORT_INSIDE[from] ?? []).includes(to);
    });
    return wrong.map((target) => `${file} → ${target}`);
  });
}
