/** Errors a user can act on: one line that names the rule, the offending value and the way out. */
export class StreambatchError extends Error {
  override name = 'StreambatchError';
}

/** Wrong usage or input: exit code 2. */
export class InputError extends StreambatchError {
  override name = 'InputError';
}

/** The model could not be loaded, or a request to it failed: exit code 1. */
export class BackendError extends StreambatchError {
  override name = 'BackendError';
}
