import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ServedModel } from '../served-model.js';
import { modelNotFound } from './requests.js';

/** The OpenAI protocol: `/v1/models`, and what it says of each. */
export const modelRoutes =
  ({ name, contextLength }: ServedModel): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['OpenAI'];
    const model = {
      id: name,
      object: 'model',
      created: Math.floor(Date.now() / 1000),
      owned_by: 'streambatch',
      max_model_len: contextLength, // vLLM's addition to the protocol
    };

    app.get('/v1/models', { schema: { tags } }, async () => ({ object: 'list', data: [model] }));

    // all that follows: a model of the hub has a slash in its id, which not every client escapes
    const params = z.object({ '*': z.string() });
    app.get('/v1/models/*', { schema: { tags, params } }, async ({ params }) => {
      if (params['*'] === name) return model;
      throw modelNotFound(name);
    });
  };
