import { InputError, StreambatchError } from '../errors.js';

const isErrno = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Turns a refusal of the file system into an error that says what to do; others pass unchanged. */
export function explainFileError(error: unknown, path: string): unknown {
  if (!isErrno(error)) return error;
  const code = error.code ?? '';
  if (FULL.has(code)) {
    return new StreambatchError(
      `no room to append to ${path} (${code}); the rows before it are whole: free some space and resume the run`,
      { cause: error },
    );
  }
  if (DENIED.has(code)) {
    return new InputError(
      `${path} cannot be written (${code}): the file and its folder (for the lock beside it) must be writable; choose another file`,
      { cause: error },
    );
  }
  if (code === 'ENOENT') return new InputError(`${path} does not exist; check the path`, { cause: error });
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new InputError(`${path} is not a file (${code}); name a CSV file`, { cause: error });
  }
  return error;
}
