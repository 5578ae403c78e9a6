import { importedModule, moduleOf, relativeImports, sources } from './rooms/sources.js';

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
  'option-name',
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
  backends: ['engine', 'model', 'workload/random', 'wire'],
  benchmark: [
    'backends/openai/cold-cache',
    'backends/registry',
    'backends/spec',
    'backends/process/process-backend',
    'workload',
    'metrics',
    'results',
  ],
  server: ['metrics', 'results'],
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
  ab: [
    'analysis/format',
    'analysis/rows/batch-requests',
    'analysis/ways/trials',
    'benchmark',
    'compare/comparison',
    'compare/differences',
    'metrics',
    'results',
    'workload/random',
  ],
  // the outside: index never loads analysis, so that danfo and the engine never meet in one process
  index: ['backends', 'benchmark', 'load', 'metrics', 'results', 'workload'],
  cli: [
    'ab',
    'analysis',
    'backends',
    'benchmark',
    'compare',
    'load',
    'server',
    'metrics',
    'model',
    'results',
    'kernel',
    'setup',
    'workload',
  ],
};

/** The first folder of a path, or the file itself at the top level of `src/`. */
const roomOf = (path: string) => moduleOf(path.split('/')[0]!);

/** The entry of a list that lets a module in: its room, or the module itself. */
const entryFor = (module: string, entries: readonly string[]) =>
  entries.find((entry) => entry === roomOf(module) || entry === module);

/** Null where the import is allowed; otherwise a sentence naming the rule. */
export function judgeImport(file: string, target: string): string | null {
  const module = importedModule(file, target);
  const from = roomOf(file);
  const allowed = [...COMMON, ...(MAY_IMPORT[from] ?? [])];
  if (roomOf(module) === from || entryFor(module, allowed)) return null;
  return `src/${file} imports ${module}: ${from} may import only ${allowed.join(', ')}`;
}

/** Every import of `src/`: the file, and the path it imports. */
const allImports = () =>
  sources().flatMap(({ file, text }) => relativeImports(text).map((target) => ({ file, target })));

/** Every import of `src/` that breaks the map. */
export const forbiddenImports = (): string[] =>
  allImports()
    .map(({ file, target }) => judgeImport(file, target))
    .filter((complaint) => complaint !== null);

/** Arrows of the map that no import takes, as `model → workload`: the map is to show what there is. */
export function unusedPermissions(imports = allImports(), map = MAY_IMPORT): string[] {
  const taken = new Set(
    imports.map(({ file, target }) => {
      const from = roomOf(file);
      return `${from} → ${entryFor(importedModule(file, target), map[from] ?? [])}`;
    }),
  );
  const arrows = Object.entries(map).flatMap(([from, entries]) => entries.map((to) => `${from} → ${to}`));
  return arrows.filter((arrow) => !taken.has(arrow));
}
