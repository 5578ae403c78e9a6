import { InputError } from '../../errors.js';
import type { Backend } from '../../generation.js';
import { loadTokenizer } from '../../model/tokenizer.js';
import { type BackendSpec, type OpenAiSettings, openAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
import { listModels } from './list-models.js';
import { OpenAiBackend } from './openai-backend.js';
import { serverKind } from './server-kind.js';

/**
 * Any OpenAI-compatible server (vLLM, SGLang, TGI, llama.cpp, Ollama, streambatch serve). What runs there schedules
 * as it likes; `scheduler` says what is asked of it: one request at a time, a group at a time, or all at once.
 * @throws InputError for missing settings, an unknown model or a bad key; BackendError when nobody answers
 */
export default async function connectOpenAi(spec: BackendSpec): Promise<Backend> {
  const settings = openAiSettings.safeParse(spec.openai);
  if (!settings.success)
    throw new InputError('backend openai needs --base-url, like http://127.0.0.1:8000/v1');
  const { api, chatTemplateKwargs, tokenizer } = settings.data;
  if (chatTemplateKwargs && api !== 'chat')
    throw new InputError('--chat-template-kwargs is for chats alone; take --api chat, or leave it out');
  const headers = headersOf(settings.data, process.env);
  const listed = await findModel(settings.data.baseUrl, spec.model, headers);
  return new OpenAiBackend(spec, settings.data, {
    headers,
    tokenizer: tokenizer ? await loadTokenizer(tokenizer) : null,
    contextLength: contextOf(listed?.max_model_len),
    versions: await versionsOf(settings.data, listed?.owned_by),
  });
}

/** Which server it was, for the manifest. */
async function versionsOf(settings: OpenAiSettings, owner: unknown): Promise<Record<string, string>> {
  const kind = await serverKind(settings, typeof owner === 'string' ? owner : '');
  return kind ? { [kind.name]: kind.version ?? 'unknown' } : {};
}

const contextOf = (told: unknown): number | null =>
  Number.isInteger(told) && (told as number) > 0 ? (told as number) : null;

/** A server that lists its models must have this one; undefined where it lists none. */
async function findModel(baseUrl: string, model: string, headers: Record<string, string>) {
  const models = await listModels(baseUrl, headers);
  const found = models.find(({ id }) => id === model);
  if (found || models.length === 0) return found;
  const ids = models.map(({ id }) => id).join(', ');
  throw new InputError(`the server has no model "${model}"; --model must be one of ${ids}`);
}
