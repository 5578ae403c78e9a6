import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkoutRoot } from '../src/checkout.mjs';

/** Files and rooms that anyone may import; they import nothing but each other. */
export const COMMON: readonly string[] = [
  'generation',
  'ways',
  'group-by',
  'errors',
  'fingerprint',
  'clock',
  'checkout',
  'logging',
  'detokenizer',
  'stop-strings',
  'request-life',
  'event-channel',
  'explain-issue',
  'optional-package',
];

/** Which other rooms (or single files of them) a room may import, beside COMMON: the map of DESIGN's rooms. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // leaves
  model: ['workload/random'],
  workload: [],
  metrics: ['workload/random'],
  results: [],
  setup: [],
  wire: [],
  kernel: ['setup'],
  // inner rooms
  engine: ['model', 'workload/random'],
  backends: ['engine', 'model', 'workload/random', 'metrics', 'wire'],
  benchmark: [
    'backends/registry',
    'backends/spec',
    'backends/process/process-backend',
    'workload',
    'metrics',
    'results',
  ],
  server: ['backends/spec', 'workload', 'metrics', 'results'],
  load: ['wire', 'workload', 'metrics', 'results'],
  analysis: ['metrics', 'results', 'workload/random'],
  compare: [
    'analysis/rows/experiment',
    'analysis/format',
    'analysis/present',
    'analysis/ways/trials',
    'analysis/rows/workload',
    'metrics',
    'results',
  ],
  // the outside: index never loads analysis, so that danfo and the engine never meet in one process
  index: ['backends', 'benchmark', 'engine', 'load', 'metrics', 'model', 'results', 'server', 'workload'],
  cli: [
    'analysis',
    'backends',
    'benchmark',
    'compare',
    'engine',
    'load',
    'server',
    'wire',
    'metrics',
    'model',
    'results',
    'kernel',
    'setup',
    'workload',
  ],
};

const srcFolder = join(checkoutRoot, 'src');

/** Paths of all source files, relative to `src/`. */
export function sourceFiles(): string[] {
  const files = readdirSync(srcFolder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts'));
}

/** `from '…'`, `import '…'` and `import('…')` with a relative path: static, type-only and dynamic imports alike. */
export function relativeImports(source: string): string[] {
  return [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map((match) => match[1]!);
}

/** `results/schema` of `../results/schema.js`, seen from a file relative to `src/`. */
const withoutExtension = (path: string) => path.replace(/\.[^./]+$/, '');

/** The first folder of a path, or the file itself at the top level of `src/`. */
const roomOf = (path: string) => withoutExtension(path.split('/')[0]!);

/** Null where the import is allowed; otherwise a sentence naming the rule. */
export function judgeImport(file: string, target: string): string | null {
  const path = withoutExtension(relative('.', join(dirname(file), target)));
  const from = roomOf(file);
  const to = roomOf(path);
  if (to === from || COMMON.includes(to)) return null;
  const allowed = MAY_IMPORT[from] ?? [];
  if (allowed.some((entry) => entry === to || entry === path)) return null;
  return `src/${file} imports ${path}: ${from} may import only ${[...COMMON, ...allowed].join(', ')}`;
}

/** Every import of `src/` that breaks the map. */
export function forbiddenImports(): string[] {
  return sourceFiles().flatMap((file) => {
    const imports = relativeImports(readFileSync(join(srcFolder, file), 'utf8'));
    return imports.map((target) => judgeImport(file, target)).filter((complaint) => complaint !== null);
  });
}
