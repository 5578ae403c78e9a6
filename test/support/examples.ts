/**
 * The `@example` blocks of the public API as programs: what the documentation shows is what is type-checked and run.
 * A line `expression; // → value` is a claim, and checked; the claim may stand on the line below.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

export interface Example {
  /** Where it stands: `src/generation.ts:120`. */
  readonly place: string;
  readonly code: string;
}

const BLOCK = /@example\n((?: *\*.*\n)*?) *\* ```ts\n((?: *\*.*\n)*?) *\* ```/g;

/** The examples in one source file. */
export function examplesIn(source: string, path: string): Example[] {
  return [...source.matchAll(BLOCK)].map((match) => ({
    place: `${path}:${source.slice(0, match.index).split('\n').length}`,
    code: match[2]!.replace(/^ *\* ?/gm, ''),
  }));
}

/** Every example of `src/`. */
export function allExamples(): Example[] {
  const src = join(checkoutRoot, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.sort().flatMap((file) => examplesIn(readFileSync(join(src, file), 'utf8'), `src/${file}`));
}

const ENTRIES: Readonly<Record<string, string>> = {
  streambatch: 'src/index.js',
  'streambatch/analysis': 'src/analysis/index.js',
};

/** The package by its sources, so that no build is needed; claims as calls of `same`. */
export function toProgram({ place, code }: Example, folder: string): string {
  const fromHere = (path: string) => relative(folder, join(checkoutRoot, path));
  const imported = code.replace(/from '(streambatch[^']*)'/g, (whole, name: string) =>
    ENTRIES[name] ? `from '${fromHere(ENTRIES[name])}'` : whole,
  );
  const claimed = imported.replace(
    /^(\S.*);(?: |\n)\/\/ → (.*)$/gm,
    (_, expression: string, value: string) => `same(${expression}, ${value});`,
  );
  return `// ${place}\nimport { same } from '${fromHere('test/support/same.js')}';\n${claimed}void same;\n`;
}

/** Writes all of them into a folder that is made anew, with a compiler's configuration; returns their paths. */
export function writePrograms(examples: readonly Example[], folder: string): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const config = { extends: relative(folder, join(checkoutRoot, 'tsconfig.json')), include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return examples.map((example) => {
    const name = example.place
      .replace(/^src\//, '')
      .replace(/[/:]/g, '-')
      .replace('.ts-', '-');
    const path = join(folder, `${name}.ts`);
    writeFileSync(path, toProgram(example, folder));
    return path;
  });
}
