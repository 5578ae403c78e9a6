import type { FastifyPluginAsync } from 'fastify';
import { HttpError } from '../http-error.js';
import type { RequestService } from '../request-service.js';

/**
 * `/healthz`: the server runs. `/readyz`, and `/health` as vLLM and its tools call it: it would take a request now. For
 * probes, so without a key.
 */
export const healthRoutes =
  (service: RequestService): FastifyPluginAsync =>
  async (app) => {
    const schema = { tags: ['health'] };
    app.get('/healthz', { schema }, async () => ({ status: 'ok' }));
    const ready = async () => {
      if (service.ready) return { status: 'ready' };
      throw new HttpError(
        503,
        'not_ready',
        'the model is not ready, or the server is shutting down',
        null,
        1,
      );
    };
    app.get('/readyz', { schema }, ready);
    app.get('/health', { schema }, ready);
  };
