import { InputError } from '../../errors.js';
import type { Backend } from '../../generation.js';
import { loadTokenizer } from '../../model/tokenizer.js';
import { type BackendSpec, openAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
import { listModels } from './list-models.js';
import { OpenAiBackend } from './openai-backend.js';

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
  return new OpenAiBackend(spec, settings.data, headers, tokenizer ? await loadTokenizer(tokenizer) : null);
}

/** A server that lists its models must have this one. */
async function checkModel(baseUrl: string, model: string, headers: Record<string, string>): Promise<void> {
  const ids = await listModels(baseUrl, headers);
  if (ids.length === 0 || ids.includes(model)) return;
  throw new InputError(`the server has no model "${model}"; --model must be one of ${ids.join(', ')}`);
}
