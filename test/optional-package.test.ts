import { createRequire } from 'node:module';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../src/errors.js';
import { explainMissing } from '../src/optional-package.js';

/** What Node says of a package that is not there, from a folder that is nobody's. */
function requireFailure(name: string): unknown {
  try {
    return createRequire('/nowhere/index.js')(name);
  } catch (error) {
    return error;
  }
}

test('a package that is not installed: what wants it, and how to get it', () => {
  const failure = requireFailure('danfojs-node');
  const explained = explainMissing(failure) as InputError;
  assert.instance(explained, InputError);
  assert.is(
    explained.message,
    'a dataframe needs the package danfojs-node, which is not installed: npm install --ignore-scripts danfojs-node, with the "overrides" of streambatch’s package.json in yours',
  );
  assert.is(explained.cause, failure);
});

test('the same of an import', () => {
  const imported = Object.assign(
    new Error("Cannot find package '@huggingface/transformers' imported from /a.js"),
    {
      code: 'ERR_MODULE_NOT_FOUND',
    },
  );
  assert.match((explainMissing(imported) as Error).message, /^the transformers backend needs/);
});

test('what is no missing package of ours stays as it is', () => {
  const other = new Error('out of memory');
  assert.is(explainMissing(other), other);
  const foreign = requireFailure('nonesuch');
  assert.is(explainMissing(foreign), foreign);
});

test.run();
