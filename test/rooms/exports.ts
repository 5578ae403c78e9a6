import { importedModule, moduleOf, relativeImports, type Source } from './sources.js';

/** Files whose exports are for others than `src/`: the public API. What they re-export by name is used. */
const PUBLIC: readonly string[] = ['index', 'analysis/index'];

const DECLARED =
  /^export (?:async |abstract |declare )*(function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** What a file declares and exports; what it passes on from others is theirs. */
const exportsOf = (text: string) =>
  [...text.matchAll(DECLARED)].map(([, kind, name]) => ({
    name: name!,
    isType: kind === 'type' || kind === 'interface',
  }));

/** Modules of which a file says `export * from '…'`: who imports the one imports the other. */
const passedOn = ({ file, text }: Source): string[] =>
  [...text.matchAll(/^export \* from '(\.[^']*)'/gm)].map((match) => importedModule(file, match[1]!));

/** For each module the files that import it, by whatever chain of `export *`. */
function importersOf(files: readonly Source[]): Map<string, Source[]> {
  const importers = new Map<string, Source[]>(files.map(({ file }) => [moduleOf(file), []]));
  const inner = new Map(files.map((source) => [moduleOf(source.file), passedOn(source)]));
  const add = (module: string, by: Source) => {
    importers.get(module)?.push(by);
    for (const one of inner.get(module) ?? []) add(one, by);
  };
  for (const source of files)
    for (const target of relativeImports(source.text)) add(importedModule(source.file, target), source);
  return importers;
}

/** A text without its comments and the paths of its imports: a word there uses nothing. */
const code = (text: string): string => text.replace(/^\s*(\/\/|\/\*|\*).*$/gm, '').replace(/'\.[^']*'/g, '');

/** How often a text has the name. */
const times = (name: string, text: string): number =>
  text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;

/**
 * Exports that no other file of `src/` names, as `results/row: logRow`. A type may be exported for those who must name
 * what a function takes or gives: its own file has to use it.
 */
export function unusedExports(files: readonly Source[]): string[] {
  const importers = importersOf(files);
  return files.flatMap(({ file, text }) => {
    const module = moduleOf(file);
    if (PUBLIC.includes(module)) return [];
    const own = code(text);
    const others = importers.get(module)!.map((user) => code(user.text));
    const isUsed = ({ name, isType }: { name: string; isType: boolean }) =>
      others.some((other) => times(name, other) > 0) || (isType && times(name, own) > 1);
    const unused = exportsOf(text).filter((one) => !isUsed(one));
    return unused.map(({ name }) => `${module}: ${name}`);
  });
}
