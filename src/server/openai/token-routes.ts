import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { text, tokenIds } from '../bodies.js';
import { HttpError } from '../http-error.js';
import type { ServedModel, ServedTokenizer } from '../served-model.js';
import { messages } from './bodies.js';
import { CHAT_TEMPLATE_NOT_SERVED, notServed } from './not-served.js';
import { checkModel, toTurns } from './requests.js';

const tokenizeBody = z.looseObject({
  model: z.string().nullish(),
  prompt: text.optional(),
  messages: messages.optional(),
  add_special_tokens: z.boolean().nullish().describe('of a prompt; a chat spells its own out'),
  ...notServed({ ...CHAT_TEMPLATE_NOT_SERVED, return_token_strs: [false] }),
});
const detokenizeBody = z.looseObject({ model: z.string().nullish(), tokens: tokenIds });

/** `/tokenize` and `/detokenize` in vLLM's shapes. */
export const tokenRoutes =
  (model: ServedModel): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['OpenAI'];

    app.post('/tokenize', { schema: { tags, body: tokenizeBody } }, async ({ body }) => {
      const tokens = tokensOf(body, model);
      return { count: tokens.length, max_model_len: model.contextLength, tokens, token_strs: null };
    });

    app.post('/detokenize', { schema: { tags, body: detokenizeBody } }, async ({ body }) => {
      checkModel(body.model, model.name);
      return { prompt: tokenizerOf(model).decode(body.tokens, { skipSpecialTokens: false }) };
    });
  };

function tokensOf(
  { model: asked, prompt, messages, add_special_tokens: addSpecialTokens }: z.infer<typeof tokenizeBody>,
  model: ServedModel,
): readonly number[] {
  checkModel(asked, model.name);
  const tokenizer = tokenizerOf(model);
  if ((prompt === undefined) === (messages === undefined)) {
    throw new HttpError(400, 'invalid_value', 'give prompt or messages, one of them', 'prompt');
  }
  if (prompt !== undefined) return tokenizer.encode(prompt, { addSpecialTokens: addSpecialTokens ?? true });
  if (addSpecialTokens) {
    const says = 'add_special_tokens is true; a chat spells its special tokens out, and takes no others';
    throw new HttpError(400, 'invalid_value', says, 'add_special_tokens');
  }
  const rendered = model.renderChat(toTurns({ messages: messages! }));
  return typeof rendered === 'string' ? tokenizer.encode(rendered) : rendered;
}

function tokenizerOf({ name, tokenizer }: ServedModel): ServedTokenizer {
  if (tokenizer) return tokenizer;
  throw new HttpError(
    501,
    'no_tokenizer',
    `the tokenizer of "${name}" is not here; ask where the model runs`,
  );
}
