import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { streamBody, toRequest } from '../bodies.js';
import type { RequestService } from '../request-service.js';
import { sendEvents } from '../send-events.js';

/** `POST /stream`: one server-sent event a token, then one with the measures. */
export const streamRoute =
  (service: RequestService): FastifyPluginAsyncZod =>
  async (app) => {
    const schema = {
      tags: ['streambatch'],
      summary: 'Tokens as they are made',
      description:
        'Server-sent events: `token` {request, index, token_id, text, emitted_at_ms} for each token of answer `request` (`content`: reasoning or ' +
        'tool, where it is none of its text), ' +
        'then `finish` with its measures, by the names of the log; `error` {error} where generation fails after the first token.',
      body: streamBody(service.limits),
      produces: ['text/event-stream'],
    };
    app.post('/stream', { schema }, async ({ body }, reply) => {
      const { scheduler, prompt_id: promptId } = body;
      const requests = Array.from({ length: body.n }, () => toRequest(body.prompt, body));
      await service.generate(reply, { requests, mode: 'stream', scheduler, promptId }, (served) =>
        sendEvents(reply, service.limits, {
          streams: served.streams,
          errorEvent: 'error',
          write: async (event, request, writer) => {
            if (event.kind === 'finish') {
              return writer.send('finish', { request, ...(await service.result(served, request)) });
            }
            const { index, tokenId: token_id, emittedAtMs: emitted_at_ms, text, content } = event;
            await writer.send('token', { request, index, token_id, text, content, emitted_at_ms });
          },
        }),
      );
    });
  };
