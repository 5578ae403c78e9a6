import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { text, tokenIds } from '../bodies.js';
import { HttpError } from '../http-error.js';
import type { ServedModel, ServedTokenizer } from '../served-model.js';
import { messages } from './bodies.js';
import { CHAT_TEMPLATE_NOT_SERVED, notServed } from './not-served.js';
import { checkModel, tokenizerOf, toTurns } from './requests.js';

const tokenizeBody = z.looseObject({
  model: z.string().nullish(),
  prompt: text.optional(),
  messages: messages.optional(),
  add_special_tokens: z.boolean().nullish().describe('of a prompt; a chat spells its own out'),
  ...notServed({ ...CHAT_TEMPLATE_NOT_SERVED, return_token_strs: [false] }),
});
const detokenizeBody = z.looseObject({ model: z.string().nullish(), tokens: tokenIds });

/** `/tokenize`, `/detokenize` and `/tokenizer_info` in vLLM's shapes. */
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
      const tokenizer = tokenizerOf(model);
      checkTokens(body.tokens, tokenizer);
      return { prompt: tokenizer.decode(body.tokens, { skipSpecialTokens: false }) };
    });

    app.get('/tokenizer_info', { schema: { tags } }, async () => {
      tokenizerOf(model);
      return model.tokenizerInfo;
    });
  };

/** @throws HttpError for the first that there is not */
function checkTokens(tokens: readonly number[], tokenizer: ServedTokenizer): void {
  const at = tokens.findIndex((id) => !tokenizer.has(id));
  if (at < 0) return;
  const param = `tokens.${at}`;
  throw new HttpError(
    400,
    'invalid_value',
    `${param} is ${tokens[at]}, which is no token of this model`,
    param,
  );
}

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
