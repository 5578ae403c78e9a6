import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.js';
import { isLoopback } from './limits.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Equal digests and not equal strings: the comparison takes the same time wherever they differ, and whatever their lengths. */
const sameSecret = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** A hook that lets only holders of the key pass. */
export function requireKey(apiKey: string): (request: FastifyRequest) => Promise<void> {
  return async ({ headers }) => {
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined || !sameSecret(given, apiKey)) {
      throw new HttpError(
        401,
        'invalid_api_key',
        'send the API key as "Authorization: Bearer …"',
        'authorization',
      );
    }
  };
}

/**
 * Without a key, a server on loopback answers only to loopback names: a web page whose own name is made to resolve
 * to 127.0.0.1 (DNS rebinding) would otherwise count as same-origin and use the model.
 */
export async function requireLoopbackName({ hostname }: FastifyRequest): Promise<void> {
  if (isLoopback(hostname)) return;
  throw new HttpError(403, 'unknown_host', `this server does not answer to the name "${hostname}"`, 'host');
}
