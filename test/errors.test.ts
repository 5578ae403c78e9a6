import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asError, BackendError, InputError, StreambatchError } from '../src/errors.js';

test('an error that keeps its cause, and says which parameter it is about', () => {
  const cause = new RangeError('9 is too many');
  const error = new InputError('topK must be at most 8, not 9', { parameter: 'topK', cause });
  assert.equal([error.name, error.parameter, error.cause], ['InputError', 'topK', cause]);
  assert.instance(error, StreambatchError);
  assert.not.ok('cause' in new InputError('no cause'), 'an absent cause is not one that is undefined');
  assert.is(new BackendError('gone', { cause }).cause, cause);
});

test('whatever was thrown is an error', () => {
  const error = new RangeError('out');
  assert.is(asError(error), error);
  for (const thrown of ['text', 5, null, undefined, { a: 1 }]) {
    assert.instance(asError(thrown), Error);
    assert.is(asError(thrown).message, String(thrown));
  }
});

test.run();
