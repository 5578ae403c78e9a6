import { InputError } from './errors.js';

interface Optional {
  readonly wantedFor: string;
  /** How a program that has streambatch from the registry gets it, without what its packages download elsewhere. */
  readonly how: string;
}

const picture: Optional = { wantedFor: 'a picture of a figure', how: 'npm install jsdom sharp' };

/** Packages that come with a checkout, and that a program installs which wants what they do. */
const OPTIONAL: Readonly<Record<string, Optional>> = {
  '@huggingface/transformers': {
    wantedFor: 'the transformers backend',
    how: 'npm install --ignore-scripts @huggingface/transformers', // a script of its packages would download CUDA
  },
  'danfojs-node': {
    wantedFor: 'a dataframe',
    how: 'npm install --ignore-scripts danfojs-node, with the "overrides" of streambatch’s package.json in yours',
  },
  jsdom: picture,
  sharp: picture,
};

/** What loading an optional package failed with, in words that say how to get it; any other error as it is. */
export function explainMissing(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return error;
  const found = Object.entries(OPTIONAL).find(([name]) => message.includes(`'${name}'`));
  if (found === undefined) return error;
  const [name, { wantedFor, how }] = found;
  return new InputError(`${wantedFor} needs the package ${name}, which is not installed: ${how}`, {
    cause: error,
  });
}

/** For `import(…).catch(…)`. @throws the error, explained */
export const throwExplained = (error: unknown): never => {
  throw explainMissing(error);
};
