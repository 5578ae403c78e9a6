import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { statusError } from './http-status-error.js';
import { unreachable } from './unreachable.js';
import { untilAborted } from './until-aborted.js';

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborting it ends the request, and the reading of its answer, with its reason. */
  readonly signal?: AbortSignal;
}

/** Connections are kept and not bounded: waiting for one would be time that the server is not asked to explain. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/**
 * Sends a request, its body (if any) as JSON, and resolves with the response when its head has come. A connection that was
 * kept, and that the server has just closed, is no answer: the request goes out anew on another.
 * @throws HttpStatusError for any status but 200; BackendError when the server cannot be reached; the reason of `signal`
 */
export function send(
  method: 'GET' | 'POST',
  url: string,
  body: unknown,
  { headers, signal }: RequestOptions,
): Promise<IncomingMessage> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const secure = url.startsWith('https:');
  const request = (secure ? httpsRequest : httpRequest)(url, {
    method,
    agent: secure ? undefined : agent,
    headers: { ...(payload !== undefined && describe(payload)), ...headers },
  });
  request.end(payload);
  return untilAborted(request, signal, (resolve, reject) => {
    request.on('error', (error) => {
      if (isStale(request, error)) send(method, url, body, { headers, signal }).then(resolve, reject);
      else reject(unreachable(error, url));
    });
    request.on('response', (response) => {
      if (response.statusCode === 200) resolve(response);
      else statusError(response).then(reject, reject);
    });
  });
}

/** Servers close what is idle for some seconds, and may do so while a request is on its way: they never had it. */
const isStale = ({ reusedSocket, res }: Sent, { code }: NodeJS.ErrnoException): boolean =>
  reusedSocket && !res && (code === 'ECONNRESET' || code === 'EPIPE');

/** `res` is set with the head of an answer. */
type Sent = ClientRequest & { readonly res?: IncomingMessage | null };

const describe = (payload: string) => ({
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(payload),
});

/** Closes the connections that are kept for the next request. */
export function closeIdleConnections(): void {
  agent.destroy();
}
