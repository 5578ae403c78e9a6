/** Errors a user can act on: one line that names the rule, the offending value and the way out. */
export class StreambatchError extends Error {
  override name = 'StreambatchError';
}

/** What an input error may carry beside its sentence. */
export interface InputErrorOptions extends ErrorOptions {
  /** The field of a request that it is about, as the contract names it: `prompt`, `maxNewTokens`, `topK`. */
  readonly parameter?: string;
}

/** Wrong usage or input: exit code 2. */
export class InputError extends StreambatchError {
  override name = 'InputError';
  /** The field of a request that is to blame, as the contract names it; absent where it is about something else. */
  readonly parameter?: string;

  constructor(message: string, { parameter, ...options }: InputErrorOptions = {}) {
    super(message, options);
    this.parameter = parameter;
  }
}

/** The model could not be loaded, or a request to it failed: exit code 1. */
export class BackendError extends StreambatchError {
  override name = 'BackendError';
}

/** What was thrown, as an error: JavaScript throws anything. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
