import { InputError } from './errors.js';

/** Packages that come with a checkout, and that a program installs which wants what they do. */
const WANTED_FOR: Readonly<Record<string, string>> = {
  '@huggingface/transformers': 'the transformers backend',
  'danfojs-node': 'a dataframe',
  jsdom: 'a picture of a figure',
  sharp: 'a picture of a figure',
};

/** What loading an optional package failed with, in words that say how to get it; any other error as it is. */
export function explainMissing(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return error;
  const name = Object.keys(WANTED_FOR).find((known) => message.includes(`'${known}'`));
  if (name === undefined) return error;
  // without its scripts: those of onnxruntime-node and TensorFlow download hundreds of megabytes that nobody here uses
  return new InputError(
    `${WANTED_FOR[name]} needs the package ${name}, which is not installed: npm install --ignore-scripts ${name}`,
    { cause: error },
  );
}

/** For `import(…).catch(…)`. @throws the error, explained */
export const throwExplained = (error: unknown): never => {
  throw explainMissing(error);
};
