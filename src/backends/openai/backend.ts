import { InputError } from '../../errors.js';
import type { Backend } from '../../generation.js';
import { loadTokenizer } from '../../model/tokenizer.js';
import { getJson, HttpStatusError } from '../../wire/client.js';
import { type BackendSpec, type OpenAiSettings, openAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
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
  await checkModel(settings.data.baseUrl, spec.model, headers);
  const counter = tokenizer ? await loadTokenizer(tokenizer) : null;
  return new OpenAiBackend(spec, settings.data, headers, counter, await versionsOf(settings.data));
}

/** Which server it was, for the manifest. */
async function versionsOf(settings: OpenAiSettings): Promise<Record<string, string>> {
  const kind = await serverKind(settings);
  return kind ? { [kind.name]: kind.version ?? 'unknown' } : {};
}

/** A server that lists its models must have this one. */
async function checkModel(baseUrl: string, model: string, headers: Record<string, string>): Promise<void> {
  let list: { data?: { id?: string }[] };
  try {
    list = (await getJson(`${baseUrl}/models`, { headers })) as typeof list;
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    if (error.status === 404) return; // a server without that list
    throw new InputError(`${baseUrl}/models: ${error.message}`, { cause: error });
  }
  const ids = Array.isArray(list?.data) ? list.data.map((entry) => entry?.id) : []; // whatever came
  if (ids.length === 0 || ids.includes(model)) return;
  throw new InputError(`the server has no model "${model}"; --model must be one of ${ids.join(', ')}`);
}
