import { InputError } from '../errors.js';
import type { BackendDescription } from './description.js';
import { mock } from './mock/description.js';
import { onnx } from './onnx/description.js';
import { openai } from './openai/description.js';
import { transformers } from './transformers/description.js';

/** Every backend, the usual one first, by the name of its folder: description.ts says what it is, backend.ts loads it. */
const BACKENDS = { onnx, transformers, openai, mock } satisfies Record<string, BackendDescription>;

export type BackendName = keyof typeof BACKENDS;

export const BACKEND_NAMES = Object.keys(BACKENDS) as [BackendName, ...BackendName[]];

/** What a backend says of itself, without loading it. @throws InputError for a name that none has */
export function describeBackend(name: BackendName): BackendDescription {
  const description: BackendDescription | undefined = Object.hasOwn(BACKENDS, name)
    ? BACKENDS[name]
    : undefined;
  if (description) return description;
  throw new InputError(`backend "${name}" is unknown; choose ${BACKEND_NAMES.join(', ')}`);
}

/** Every backend with its line, for help: "onnx (our engine), …". */
export const BACKEND_SUMMARIES = BACKEND_NAMES.map(
  (name) => `${name} (${describeBackend(name).summary})`,
).join(', ');

/** Packages whose versions decide what some backend makes. */
export const BACKEND_PACKAGES: readonly string[] = [
  ...new Set(BACKEND_NAMES.flatMap((name) => describeBackend(name).packages)),
];
