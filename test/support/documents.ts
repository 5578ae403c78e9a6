/** What documents and comments say about the repository, as far as a test can hold it against the files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';

/** Text of a file, by its path from the top of the repository. */
export const read = (path: string): string => readFileSync(join(checkoutRoot, path), 'utf8');

/** Files below some folders, by their endings; paths from the top of the repository. */
export function filesIn(folders: readonly string[], endings: RegExp): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(checkoutRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((path) => endings.test(path) && !path.includes('.ipynb_checkpoints'));
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** Everything that a person reads: documents, and the comments of the code. */
export function proseFiles(): string[] {
  const code = filesIn(['src', 'test'], /\.(ts|mjs|cjs|js|css|html)$/);
  const documents = filesIn(['.github', 'data', 'notebooks', 'src'], /\.(md|ipynb)$/);
  return ['README.md', ...documents, ...code];
}

const commentsOf = (source: string): string =>
  [...source.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)].map(([comment]) => comment).join('\n');

const BY_NAME = /(?<![\w/.:-])((?:[\w.-]+\/)*[\w-]+\.md)\b/g;
/** Documents that are named in capitals and without their ending. */
const BY_TITLE = /(?<![\w./])(DESIGN|ENGINE|CONTRIBUTING|CHANGELOG|NOTEBOOKS)\b(?!\.)/g;
/** A folder beside the repository that its founders had. */
const ELSEWHERE = /(?<![\w/])(?:\.\.\/)?shared\/[\w.-]*/g;

/** Where a document may be meant to lie. */
const homes = (from: string): string[] => [dirname(from), '.', 'src', 'data', '.github'];

function isThere(name: string, from: string): boolean {
  return homes(from).some((home) => existsSync(join(checkoutRoot, home, name)));
}

/** Documents that a text names and the repository does not have. */
export function missingDocuments(text: string, from: string): string[] {
  const named = [...text.matchAll(BY_NAME)].map(([, name]) => name!);
  const titled = [...text.matchAll(BY_TITLE)].map(([, title]) => `${title}.md`);
  const elsewhere = [...text.matchAll(ELSEWHERE)].map(([path]) => path);
  return sorted([...[...named, ...titled].filter((name) => !isThere(name, from)), ...elsewhere]);
}

/** The same of every file; of code only its comments speak. */
export function allMissingDocuments(): string[] {
  return proseFiles().flatMap((path) => {
    const text = /\.(md|ipynb)$/.test(path) ? read(path) : commentsOf(read(path));
    return missingDocuments(text, path).map((name) => `${path} speaks of ${name}: no such file`);
  });
}

/** What the tool writes: not there before its first run. */
const MADE = /^(data\/(inference_logs|runs|report)|dist|\.cache)/;

/** Paths that a document has in code style or as link targets, and that the repository does not have. */
export function missingPaths(document: string): string[] {
  const text = read(document);
  const linked = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!);
  const coded = [...text.matchAll(/`((?:src|test|data|notebooks|\.github|\.ci|\.config)\/[\w./-]*)`/g)].map(
    ([, path]) => path!,
  );
  const here = linked.map((path) => join(dirname(document), path));
  return sorted(
    [...here, ...coded].filter((path) => !existsSync(join(checkoutRoot, path)) && !MADE.test(path)),
  );
}
