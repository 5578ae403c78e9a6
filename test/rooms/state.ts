import { moduleOf, type Source } from './sources.js';

/** A binding at the top level of a file: `let`, or a `const` and what it is. Formatted code has nothing else in column 0. */
const BINDING = /^(?:export )?(let|var|const) (\w+)([^=\n]*)(?:= (.*))?$/gm;

/** Made empty, so it is there to be filled; and what holds connections. */
const COLLECTS = /^new (?:(?:Weak)?(?:Map|Set)(?:<.*>)?\(\)|\w*Agent\()/;

/** Written to, as `name.add(…)`, `name[0] = …`, `name.count += …`. */
const changes = (name: string): RegExp =>
  new RegExp(
    `\\b${name}(?:\\.(?:add|set|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)\\(|(?:\\[[^\\]]*\\]|\\.\\w+) (?:[-+*/|&?]*)= )`,
  );

/** What lives as long as the process in each file, as `results/machine: name`. */
export function moduleState(files: readonly Source[]): string[] {
  return files.flatMap(({ file, text }) =>
    [...text.matchAll(BINDING)]
      .filter(([, kind, name, type, value]) => kind !== 'const' || isState(name!, type!, value ?? '', text))
      .map(([, , name]) => `${moduleOf(file)}: ${name}`),
  );
}

const FUNCTION = /^(?:async )?[(<]/;

const isState = (name: string, type: string, value: string, text: string): boolean =>
  (COLLECTS.test(value) && !type.startsWith(': Readonly')) ||
  (!FUNCTION.test(value) && changes(name).test(text));
