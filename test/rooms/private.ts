import type { Source } from './sources.js';

/** TypeScript's `private`, which nothing enforces at run time; a constructor has no other. */
const MODIFIER =
  /^.*\bprivate (?!constructor\b)(?:readonly |static |override |async |get |set )*[\w$]+ *[(:;=<?!].*$/gm;

/** Members and parameters that are `private` where the house says `#`, as `model/linear` and its line. */
export const privateModifiers = (files: readonly Source[]): string[] =>
  files.flatMap(({ file, text }) => [...text.matchAll(MODIFIER)].map(([line]) => `${file}: ${line.trim()}`));
