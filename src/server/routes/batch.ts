import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { batchBody, toRequest } from '../bodies.js';
import { completeAll } from '../measured-stream.js';
import type { RequestService } from '../request-service.js';

/** `POST /batch`: full completions, handed over together when the last one is done. */
export const batchRoute =
  (service: RequestService): FastifyPluginAsyncZod =>
  async (app) => {
    const schema = {
      tags: ['streambatch'],
      summary: 'Full completions, together',
      description:
        '`results` holds one entry a prompt, in order: text, token_ids and the measures of the log.',
      body: batchBody(service.limits),
    };
    app.post('/batch', { schema }, async ({ body }, reply) => {
      const { scheduler, prompt_id: promptId } = body;
      const requests = body.prompts.map((prompt) => toRequest(prompt, body));
      await service.generate(reply, { requests, mode: 'batch', scheduler, promptId }, async (served) => {
        const completions = await completeAll(served.streams);
        const results = completions.map(async ({ text, tokenIds }, index) => ({
          index,
          text,
          token_ids: tokenIds,
          ...(await service.result(served, index)),
        }));
        reply.send({ results: await Promise.all(results) });
      });
      return reply;
    });
  };
