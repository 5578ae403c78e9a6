import * as assert from 'uvu/assert';

/** The error that a promise ends in; a test whose promise is fulfilled fails. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => assert.unreachable('expected an error') as never,
    (error: Error) => error,
  );
}
