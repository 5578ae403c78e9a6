import type { FastifyPluginAsync } from 'fastify';
import { HttpError } from '../failure.js';
import type { Serving } from '../serving.js';

/** `/healthz`: the server runs. `/readyz`: it would take a request now. For probes, so without a key. */
export const healthRoutes =
  (serving: Serving): FastifyPluginAsync =>
  async (app) => {
    const schema = { tags: ['health'] };
    app.get('/healthz', { schema }, async () => ({ status: 'ok' }));
    app.get('/readyz', { schema }, async () => {
      if (serving.ready) return { status: 'ready' };
      throw new HttpError(
        503,
        'not_ready',
        'the model is not ready, or the server is shutting down',
        null,
        1,
      );
    });
  };
