import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { InputError, StreambatchError } from '../errors.js';
import { explainIssue } from '../explain-issue.js';
import { log } from '../logging.js';
import { fieldOf } from './body-field.js';
import { errorBody, HttpError } from './http-error.js';

/** What an error may be about: the body that was sent, and the fields that its route knows. */
type Asked = Pick<FastifyRequest, 'body' | 'routeOptions'>;

/** Any error as one that may be shown: an unexpected one keeps its message and stack to the server's own log. */
export function toHttpError(error: unknown, asked: Asked): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof InputError) return invalidInput(error, asked);
  if (error instanceof StreambatchError) return new HttpError(503, 'engine_failed', error.message, null, 1);
  if (hasZodFastifySchemaValidationErrors(error)) return invalidBody(error.validation, asked.body);
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status >= 500) return new HttpError(500, 'internal_error', 'internal error; the server log has it');
  const { message, code = 'bad_request' } = error as FastifyError;
  const says = status === 415 ? 'content-type must be application/json, and the body JSON' : message;
  const param = code.startsWith('FST_ERR_CTP') ? 'body' : null; // content type parser: it reads the body
  return new HttpError(status, code.toLowerCase().replace(/^fst_err_/, ''), says, param);
}

/** What a backend refuses names a parameter of the contract: the caller is told its own field. */
function invalidInput({ message, parameter }: InputError, { body, routeOptions }: Asked): HttpError {
  const schema = routeOptions.schema?.body as { shape?: object } | undefined; // zod's, of every route with a body
  const known = Object.keys(schema?.shape ?? {});
  return new HttpError(400, 'invalid_input', message, fieldOf(parameter, known, body));
}

/** A problem of zod's, as the type provider hands it on. */
interface Problem {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: object;
}

/** The first problem: its field (an unknown one is named itself), the value that was sent and the rule. */
function invalidBody([problem]: readonly Problem[], body: unknown): HttpError {
  const { keyword: code, instancePath, message, params } = problem!;
  const issue = { ...params, code, message, path: instancePath.split('/').filter(Boolean) };
  const { path, says } = explainIssue(issue as Parameters<typeof explainIssue>[0], body);
  const param = path.join('.') || 'body';
  return new HttpError(400, 'invalid_value', `${param} ${says}`, param);
}

/** Fastify's last resort: one JSON shape for every failure, a stack for none. */
export function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = toHttpError(error, request);
  if (failure.status === 500)
    log.error({ err: error, method: request.method, url: request.url }, failure.code);
  if (reply.raw.headersSent || reply.raw.destroyed) return;
  if (failure.retryAfterSeconds) reply.header('retry-after', failure.retryAfterSeconds);
  void reply.code(failure.status).send(errorBody(failure));
}
