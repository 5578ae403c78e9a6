import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { RequestService } from '../request-service.js';
import type { ServedModel } from '../served-model.js';
import type { Order } from '../served-requests.js';
import { AnswerShape } from './answers.js';
import { type CompletionBody, chatBody, completionBody } from './bodies.js';
import { chunkUsage } from './chunk-usage.js';
import { choiceOf } from './echo.js';
import {
  chatTokens,
  checkCompletion,
  checkModel,
  completionTokens,
  toPrompts,
  toRequests,
  toTurns,
} from './requests.js';
import { type ChoiceOf, sendChunks, sendWhole } from './send-answer.js';

type Wanted = Pick<CompletionBody, 'model' | 'n' | 'stream' | 'stream_options'>;

/** What one HTTP request of the protocol comes to. */
interface Asked {
  readonly kind: 'completion' | 'chat';
  readonly body: Wanted;
  readonly requests: Order['requests'];
  readonly choice: ChoiceOf;
}

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
        checkCompletion(body);
        const tokens = Math.max(1, completionTokens(body, service.limits));
        const scores = body.logprobs ?? undefined;
        const requests = toRequests(toPrompts(body), body, tokens, service.limits).map((request) => ({
          ...request,
          scores,
        }));
        const choice: ChoiceOf = (made, prompt) => choiceOf(made, prompt, body, served);
        await answer({ kind: 'completion', body, requests, choice }, reply);
        return reply;
      },
    );

    app.post(
      '/v1/chat/completions',
      { schema: { tags, description, body: chatBody(service.limits) } },
      async ({ body }, reply) => {
        const tokens = chatTokens(body, service.limits);
        const requests = toRequests([renderChat(toTurns(body))], body, tokens, service.limits);
        await answer({ kind: 'chat', body, requests, choice: (made) => made }, reply);
        return reply;
      },
    );

    async function answer({ kind, body, requests, choice }: Asked, reply: FastifyReply): Promise<void> {
      checkModel(body.model, name);
      const id = `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomUUID()}`;
      const order = { requests, mode: body.stream ? 'stream' : 'batch', promptId: 'openai' } as const;
      await service.generate(reply, order, ({ streams, scheduled }) => {
        const counting = {
          choicesPerPrompt: body.n ?? 1,
          cachesNothing: !scheduled.backend.info.isServer,
        };
        const shape = new AnswerShape({ kind, id, model: name, nowSeconds: Date.now() / 1000, ...counting });
        if (!body.stream) return sendWhole(reply, streams, shape, choice);
        const prompts = requests.map(({ prompt }) => prompt);
        const usage = chunkUsage(body.stream_options, prompts, tokenizer, counting);
        const endsWithUsage = body.stream_options?.include_usage ?? false;
        return sendChunks(reply, service.limits, { streams, shape, usage, endsWithUsage });
      });
    }
  };
