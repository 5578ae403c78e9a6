import type { FastifyPluginAsync } from 'fastify';
import type { RequestService } from '../request-service.js';
import type { ServedModel } from '../served-model.js';
import type { Telemetry } from '../telemetry.js';

/** What runs here and how it does: `/info`, `/version`, `/memory`, and `/metrics` for Prometheus. */
export const infoRoutes =
  (
    service: RequestService,
    { name }: ServedModel,
    { registry }: Telemetry,
    version: string,
  ): FastifyPluginAsync =>
  async (app) => {
    const tags = ['streambatch'];

    app.get('/info', { schema: { tags, summary: 'Model and schedulers' } }, async () => {
      const { backend } = await service.backends.open('stream');
      const { backends, limits } = service;
      const { schedulers } = backends;
      const { perplexityNote: _, ...info } = backend.info; // may name a folder, which is nobody's business outside
      return { ...info, modelId: name, schedulers, maxNewTokens: limits.maxNewTokens };
    });

    app.get('/version', { schema: { tags, summary: 'Of this program' } }, async () => ({ version }));

    const summary = "Memory of each loaded scheduler's model process";
    app.get('/memory', { schema: { tags, summary } }, async () => {
      const entries = service.backends.loaded.map(
        async ({ scheduler, backend }) => [scheduler, await service.memory.read(backend)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    });

    app.get('/metrics', { schema: { tags, summary: 'Prometheus' } }, async (_, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    });
  };
