import { StreambatchError } from '../errors.js';

/** What a caller did wrong, or what this server cannot do now; its message is safe to show. */
export class HttpError extends StreambatchError {
  override name = 'HttpError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The field to mend, as `messages.0.content`. */
    readonly param: string | null = null,
    readonly retryAfterSeconds?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The OpenAI error body, used by every route, so that one client code path reads them all. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

const typeOf = (status: number) =>
  status === 401 ? 'authentication_error' : status < 500 ? 'invalid_request_error' : 'server_error';

export const errorBody = ({ status, code, message, param }: HttpError): ErrorBody => ({
  error: { message, type: typeOf(status), param, code },
});
