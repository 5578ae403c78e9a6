import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { GenerateRequest } from '../../generation.js';
import { completeAll, type MeasuredStream } from '../measured-stream.js';
import type { RequestService } from '../request-service.js';
import { sendEvents } from '../send-events.js';
import type { ServedModel } from '../served-model.js';
import { AnswerShape } from './answers.js';
import { type CompletionBody, chatBody, completionBody } from './bodies.js';
import { type ChunkUsage, chunkUsage } from './chunk-usage.js';
import { chatTokens, checkModel, completionTokens, toPrompts, toRequests, toTurns } from './requests.js';

type Wanted = Pick<CompletionBody, 'model' | 'n' | 'stream' | 'stream_options'>;

/** The OpenAI protocol: `/v1/models`, `/v1/completions`, `/v1/chat/completions`. */
export const openAiRoutes =
  (service: RequestService, served: ServedModel): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['OpenAI'];
    const description =
      'A parameter that would change the answer and is not served is refused with 400 and its name, unless its value asks ' +
      'for nothing (`repetition_penalty: 1`, `tools: []`); fields that nobody here knows are ignored, as vLLM does.';
    const created = Math.floor(Date.now() / 1000);
    const { name, renderChat, tokenizer, contextLength } = served;
    const model = {
      id: name,
      object: 'model',
      created,
      owned_by: 'streambatch',
      max_model_len: contextLength, // vLLM's addition to the protocol
    };

    app.get('/v1/models', { schema: { tags } }, async () => ({ object: 'list', data: [model] }));

    app.post(
      '/v1/completions',
      { schema: { tags, description, body: completionBody(service.limits) } },
      async ({ body }, reply) => {
        const tokens = completionTokens(body, service.limits);
        const requests = toRequests(toPrompts(body), body, tokens, service.limits);
        await answer('completion', body, requests, reply);
        return reply;
      },
    );

    app.post(
      '/v1/chat/completions',
      { schema: { tags, description, body: chatBody(service.limits) } },
      async ({ body }, reply) => {
        const tokens = chatTokens(body, service.limits);
        const requests = toRequests([renderChat(toTurns(body))], body, tokens, service.limits);
        await answer('chat', body, requests, reply);
        return reply;
      },
    );

    async function answer(
      kind: 'completion' | 'chat',
      body: Wanted,
      requests: Omit<GenerateRequest, 'id' | 'signal'>[],
      reply: FastifyReply,
    ): Promise<void> {
      checkModel(body.model, name);
      const id = `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomUUID()}`;
      const order = { requests, mode: body.stream ? 'stream' : 'batch', promptId: 'openai' } as const;
      await service.generate(reply, order, ({ streams, scheduled }) => {
        const counting = {
          choicesPerPrompt: body.n ?? 1,
          cachesNothing: !scheduled.backend.info.isServer,
        };
        const shape = new AnswerShape({ kind, id, model: name, nowSeconds: Date.now() / 1000, ...counting });
        if (!body.stream) return sendWhole(streams, shape, reply);
        const prompts = requests.map(({ prompt }) => prompt);
        const usage = chunkUsage(body.stream_options, prompts, tokenizer, counting);
        return sendChunks(streams, shape, usage, body, reply);
      });
    }

    async function sendWhole(
      streams: readonly MeasuredStream[],
      shape: AnswerShape,
      reply: FastifyReply,
    ): Promise<void> {
      reply.send(shape.full(await completeAll(streams)));
    }

    async function sendChunks(
      streams: readonly MeasuredStream[],
      shape: AnswerShape,
      usage: ChunkUsage,
      { stream_options: options }: Wanted,
      reply: FastifyReply,
    ): Promise<void> {
      await sendEvents(reply, service.limits, {
        streams,
        errorEvent: null,
        write: async (event, index, writer) => {
          const opening = event.kind === 'token' && event.index === 0 ? shape.role(index) : null;
          if (opening) await writer.send(null, { ...opening, ...usage(index, null) });
          const ends = event.kind === 'finish';
          if (!ends && event.text === '') return;
          const chunk = ends ? shape.delta(index, '', event.reason) : shape.delta(index, event.text, null);
          await writer.send(null, { ...chunk, ...usage(index, event) });
        },
        conclude: async (writer) => {
          const finishes = streams.map((stream) => stream.finish).filter((finish) => finish !== undefined);
          if (options?.include_usage) await writer.send(null, shape.usage(finishes));
          await writer.send(null, '[DONE]');
        },
      });
    }
  };
