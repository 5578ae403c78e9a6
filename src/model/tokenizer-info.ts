import { readChatTemplate } from './chat.js';

/** Where files of it lie, on the machine of whoever made the model or on this one. */
const PATHS = /_(file|path)$/;

/** What a model's tokenizer_config.json says, as vLLM tells it: special tokens as text, the chat template in its place, no paths. */
export async function tokenizerInfo(folder: string): Promise<object> {
  const { config, source } = await readChatTemplate(folder);
  const told = Object.entries(config).filter(([name]) => !PATHS.test(name));
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...Object.fromEntries(told.map(([name, value]) => [name, plain(value)])),
    ...(source !== undefined && { chat_template: source }),
  };
}

/** A special token is its text, also where it is written with all that is known of it. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const { content } = value as { content?: unknown };
  if (typeof content === 'string') return content;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
