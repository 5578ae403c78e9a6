/** Environment variables: those that are read, and those that README tells of. */
import { filesIn, read } from './documents.js';

const uncommented = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

/** `process.env.X` and `const { X } = process.env`. */
function variablesOfCode(source: string): string[] {
  const code = uncommented(source);
  const direct = [...code.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name!);
  const taken = [...code.matchAll(/\{([^{}]*)\}(?: = process\.env\b|: NodeJS\.ProcessEnv)/g)].flatMap(
    ([, names]) => [...names!.matchAll(/\b([A-Z][A-Z\d_]+)\b/g)].map(([, name]) => name!),
  );
  return [...direct, ...taken];
}

/** `numberParameter('X', …)`, and `set('X', …)` for `STREAMBATCH_X`. */
function variablesOfNotebook(json: string): string[] {
  const named = [...json.matchAll(/numberParameter\('(\w+)'/g)].map(([, name]) => name!);
  const set = [...json.matchAll(/\bset\('([A-Z_]+)'/g)].map(([, name]) => `STREAMBATCH_${name}`);
  return [...named, ...set, ...variablesOfCode(json)];
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** Environment variables that the sources and the notebooks read. */
export function variablesRead(): string[] {
  const sources = filesIn(['src'], /\.(ts|mjs|cjs)$/).flatMap((path) => variablesOfCode(read(path)));
  const notebooks = filesIn(['notebooks'], /\.ipynb$/).flatMap((path) => variablesOfNotebook(read(path)));
  return sorted([...sources, ...notebooks]);
}

/** Those in the first column of README's table. */
export function variablesDocumented(): string[] {
  const [, section = ''] = /\n### Environment variables\n([\s\S]*?)\n#/.exec(read('README.md')) ?? [];
  const cells = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell]) => cell!);
  return sorted(cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!)));
}
