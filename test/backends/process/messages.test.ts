import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromWire, toWire } from '../../../src/backends/process/messages.js';
import { BackendError, InputError } from '../../../src/errors.js';

/** As it comes out of the pipe between two processes. */
const crossed = (error: unknown) => fromWire(JSON.parse(JSON.stringify(toWire(error))));

test('an input error crosses to another process as one, with the parameter that it is about', () => {
  const error = crossed(new InputError('not 0', { parameter: 'topK' })) as InputError;
  assert.instance(error, InputError);
  assert.equal([error.message, error.parameter], ['not 0', 'topK']);
  assert.is((crossed(new InputError('no such model')) as InputError).parameter, undefined);
});

test('everything else is a backend error there', () => {
  for (const thrown of [
    new BackendError('out of memory'),
    new RangeError('out of memory'),
    'out of memory',
  ]) {
    assert.instance(crossed(thrown), BackendError);
    assert.is(crossed(thrown).message, 'out of memory');
  }
});

test.run();
