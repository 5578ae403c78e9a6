import { BackendError } from '../errors.js';

/** What a connection that fails is told as. */
export const unreachable = (cause: Error, url = 'the server'): BackendError =>
  new BackendError(`${url} cannot be reached or ended early: ${cause.message}`, { cause });
