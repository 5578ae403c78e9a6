import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromWire, toWire } from '../../../src/backends/process/messages.js';
import { BackendError, InputError } from '../../../src/errors.js';

/** There and back, as JSON like the pipe between processes. */
const crossed = (thrown: unknown): Error => fromWire(JSON.parse(JSON.stringify(toWire(thrown))));

test('an input error stays one, with what it is about', () => {
  const error = crossed(new InputError('topP must be above 0', { parameter: 'topP' }));
  assert.instance(error, InputError);
  assert.is(error.message, 'topP must be above 0');
  assert.is((error as InputError).parameter, 'topP');
  assert.is(error.cause, undefined);
});

test('what caused an error comes along, however deep', () => {
  const root = new RangeError('no such token');
  const cause = new TypeError('cannot decode', { cause: root });
  const error = crossed(new BackendError('the request failed', { cause }));
  assert.instance(error, BackendError);
  const causes = [error.cause, (error.cause as Error).cause].map(String);
  assert.equal(causes, ['TypeError: cannot decode', 'RangeError: no such token']);
});

test('whatever else was thrown is a failure of the backend', () => {
  assert.instance(crossed(new RangeError('x')), BackendError);
  assert.is(crossed('out of luck').message, 'out of luck');
});

test.run();
