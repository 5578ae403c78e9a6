import type { FastifyPluginAsync } from 'fastify';
import type { ServedModel } from '../served-model.js';
import type { Serving } from '../serving.js';
import type { Telemetry } from '../telemetry.js';

/** What runs here and how it does: `/info`, `/memory`, and `/metrics` for Prometheus. */
export const infoRoutes =
  (serving: Serving, { name }: ServedModel, { registry }: Telemetry): FastifyPluginAsync =>
  async (app) => {
    const tags = ['streambatch'];

    app.get('/info', { schema: { tags, summary: 'Model and schedulers' } }, async () => {
      const { backend } = await serving.lanes.open('stream');
      const { lanes, limits } = serving;
      const { schedulers } = lanes;
      const { perplexityNote: _, ...info } = backend.info; // may name a folder, which is nobody's business outside
      return { ...info, modelId: name, schedulers, maxNewTokens: limits.maxNewTokens };
    });

    const summary = "Memory of each loaded scheduler's model process";
    app.get('/memory', { schema: { tags, summary } }, async () => {
      const entries = serving.lanes.loaded.map(
        async ({ scheduler, backend }) => [scheduler, await serving.memory.read(backend)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    });

    app.get('/metrics', { schema: { tags, summary: 'Prometheus' } }, async (_, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    });
  };
