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
import { chatLogprobs, completionLogprobs, type LogprobsWriter } from './logprobs.js';
import {
  chatTokens,
  checkChat,
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
  readonly logprobs: () => LogprobsWriter;
}

/** The OpenAI protocol: `/v1/completions`, `/v1/chat/completions`. */
export const openAiRoutes =
  (service: RequestService, served: ServedModel): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['OpenAI'];
    const description =
      'A parameter that would change the answer and is not served is refused with 400 and its name, unless its value asks ' +
      'for nothing (`repetition_penalty: 1`, `tools: []`); fields that nobody here knows are ignored, as vLLM does.';
    const { name, renderChat, tokenizer } = served;

    app.post(
      '/v1/completions',
      { schema: { tags, description, body: completionBody(service.limits) } },
      async ({ body }, reply) => {
        checkCompletion(body);
        const maxNewTokens = Math.max(1, completionTokens(body, service.limits));
        const wanted = { maxNewTokens, scores: body.logprobs ?? undefined };
        const requests = toRequests(toPrompts(body), body, wanted, service.limits);
        const logprobs = () => completionLogprobs(served);
        const choice: ChoiceOf = (made, prompt) => choiceOf(made, prompt, body, served, logprobs);
        await answer({ kind: 'completion', body, requests, choice, logprobs }, reply);
        return reply;
      },
    );

    app.post(
      '/v1/chat/completions',
      { schema: { tags, description, body: chatBody(service.limits) } },
      async ({ body }, reply) => {
        checkChat(body);
        const scores = body.logprobs ? (body.top_logprobs ?? 0) : undefined;
        const wanted = { maxNewTokens: chatTokens(body, service.limits), scores };
        const requests = toRequests([renderChat(toTurns(body))], body, wanted, service.limits);
        const logprobs = () => chatLogprobs(served);
        const choice: ChoiceOf = (made, prompt) => choiceOf(made, prompt, {}, served, logprobs);
        await answer({ kind: 'chat', body, requests, choice, logprobs }, reply);
        return reply;
      },
    );

    async function answer(
      { kind, body, requests, choice, logprobs }: Asked,
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
        if (!body.stream) return sendWhole(reply, streams, shape, choice);
        const prompts = requests.map(({ prompt }) => prompt);
        const usage = chunkUsage(body.stream_options, prompts, tokenizer, counting);
        const endsWithUsage = body.stream_options?.include_usage ?? false;
        return sendChunks(reply, service.limits, { streams, shape, usage, endsWithUsage, logprobs });
      });
    }
  };
